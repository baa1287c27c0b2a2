/**
 * Converts a line icon of the pack (`~icons/tabler/<name>`, by unplugin-icons) to the input of BaseIcon: one path on a
 * 24 × 24 grid, without a component per icon.
 * @param svg of the pack; all of its shapes must be paths
 * @throws if it contains another shape
 */
export function iconPath(svg: string): string {
  const shapes = svg.match(/<(?!\/|svg|g\b)[a-z]+/g) ?? []
  const paths = [...svg.matchAll(/<path[^>]* d="([^"]+)"/g)].map(([, d]) => absoluteStart(d!))
  if (paths.length === 0 || paths.length !== shapes.length) throw new Error(`not an icon of paths only: ${svg}`)
  return paths.join('')
}

/**
 * A path may begin with a relative move. At the start it is relative to the origin; in a joined path it would not be,
 * so it is made absolute.
 */
function absoluteStart(path: string): string {
  return path.replace(/^m\s*(-?[\d.]+)[\s,]*(-?[\d.]+)\s*(?=(.?))/, (_, x: string, y: string, next: string) =>
    /[-\d.]/.test(next) ? `M${x} ${y}l` : `M${x} ${y}`,
  )
}
