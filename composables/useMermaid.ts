/** Numbers the drawings of this page: Mermaid builds its element ids from it. */
let drawn = 0

/** Excluded from the server's build. */
const load = () =>
  import.meta.client
    ? import('core-js/actual/object/group-by').then(() => import('mermaid'))
    : Promise.reject(new Error('Mermaid draws in a browser only'))

/**
 * Draws a Mermaid source as SVG. The library is large and only one page of the office draws, so it is loaded on
 * demand.
 */
export async function drawMermaid(source: string): Promise<string> {
  const { default: mermaid } = await load()
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme: 'neutral',
    // Labels as HTML: as SVG text, labels on arrows would show HTML entities undecoded.
    htmlLabels: true,
    fontFamily: 'inherit',
    flowchart: { useMaxWidth: false, nodeSpacing: 30, rankSpacing: 50 },
  })
  const { svg } = await mermaid.render(`mermaid-${(drawn += 1)}`, source)
  return svg
}
