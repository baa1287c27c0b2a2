/**
 * Compiles a line icon of the pack (`~icons/tabler/<name>`, by unplugin-icons) to what BaseIcon draws: one path on a
 * 24 × 24 grid, without a component and its code around each.
 * @param svg as the pack has it, all of its shapes paths
 * @throws where a shape is something else
 */
export function iconPath(svg: string): string {
  const shapes = svg.match(/<(?!\/|svg|g\b)[a-z]+/g) ?? []
  const paths = [...svg.matchAll(/<path[^>]* d="([^"]+)"/g)].map(([, d]) => absoluteStart(d!))
  if (paths.length === 0 || paths.length !== shapes.length) throw new Error(`not an icon of paths only: ${svg}`)
  return paths.join('')
}

/** A path may begin with a relative move, which is one from the origin only as long as nothing stands before it. */
function absoluteStart(path: string): string {
  return path.replace(/^m\s*(-?[\d.]+)[\s,]*(-?[\d.]+)\s*(?=(.?))/, (_, x: string, y: string, next: string) =>
    /[-\d.]/.test(next) ? `M${x} ${y}l` : `M${x} ${y}`,
  )
}
