/** What we use of libheif-js, which describes only its C interface. */
declare module 'libheif-js/wasm-bundle.js' {
  interface HeifImage {
    get_width: () => number
    get_height: () => number
    is_primary: () => boolean
    /** Fills `pixels.data` with RGBA; calls back with null where the picture cannot be decoded. */
    display: (
      pixels: { data: Uint8ClampedArray; width: number; height: number },
      done: (pixels: object | null) => void,
    ) => void
  }
  const libheif: { HeifDecoder: new () => { decode: (file: Uint8Array) => HeifImage[] } }
  export default libheif
}
