/** A path of the icon pack on a 24 × 24 grid (scripts/icon-path.ts). */
declare module '~icons/tabler/*' {
  const path: string
  export default path
}
