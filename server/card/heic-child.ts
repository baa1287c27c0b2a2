/**
 * A process of its own that decodes one HEIC picture: the decoder is WebAssembly that keeps whatever memory it once
 * took, so it is given a limit (`decode-heic.ts`) and ends with the picture.
 */
import libheif from 'libheif-js/wasm-bundle.js'
import sharp from 'sharp'
import { HEIC_PIXELS_MAX } from '#shared/card/picture.ts'
import { encodePicture } from './encode-picture.ts'
import type { HeicReport } from './decode-heic.ts'

async function convert(file: Uint8Array): Promise<HeicReport> {
  const images = new libheif.HeifDecoder().decode(file)
  const image = images.find((each) => each.is_primary()) ?? images[0]
  if (!image) return { type: 'broken' }
  const [width, height] = [image.get_width(), image.get_height()]
  if (width * height > HEIC_PIXELS_MAX) return { type: 'large', width, height }
  // Rotated and mirrored as the file says: its own transformations count, those of EXIF do not (ISO/IEC 23008-12).
  const pixels = { data: new Uint8ClampedArray(width * height * 4), width, height }
  const decoded = await new Promise<boolean>((resolve) => image.display(pixels, (shown) => resolve(shown !== null)))
  if (!decoded) return { type: 'broken' }
  const picture = sharp(pixels.data, { raw: { width, height, channels: 4 } })
  return { type: 'done', from: { width, height }, picture: await encodePicture(picture, { width, height }) }
}

process.once('message', async (file: Uint8Array) => {
  const report = await convert(file).catch((): HeicReport => ({ type: 'broken' }))
  process.send?.(report, () => process.exit(0))
})
