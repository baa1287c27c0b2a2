/** Numbers the drawings of this page: Mermaid marks what belongs to one by its id. */
let drawn = 0

/** Never part of the server's build. */
const load = () =>
  import.meta.client ? import('mermaid') : Promise.reject(new Error('Mermaid draws in a browser only'))

/**
 * Draws a Mermaid source as SVG. The library is large and of no use to anybody but the one page of the office that
 * draws, so it is loaded here and now.
 */
export async function drawMermaid(source: string): Promise<string> {
  const { default: mermaid } = await load()
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme: 'neutral',
    // As SVG text it would leave entities on arrows as they are.
    htmlLabels: true,
    fontFamily: 'inherit',
    flowchart: { useMaxWidth: false, nodeSpacing: 30, rankSpacing: 50 },
  })
  const { svg } = await mermaid.render(`mermaid-${(drawn += 1)}`, source)
  return svg
}
