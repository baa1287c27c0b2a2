/**
 * Inlines the style sheets of a page. On a weak network each separate file costs one more round trip and then shares
 * the bandwidth with the scripts, and nothing is rendered before the last one has arrived.
 */

const LINK = /<link\b[^>]*\brel="stylesheet"[^>]*>/g
const HREF = /\bhref="([^"]+)"/

/**
 * @param head the parts of the head. @param read returns the text of a style sheet; if undefined, its link stays
 * unchanged.
 * @returns the parts with each link disabled and its text in a `<style>` at the end. The links stay because the script
 * that loads the code of a page looks for them: without them it would fetch the files after all. A link that is
 * `disabled` from the start is not fetched.
 */
export async function inlineStyles(
  head: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<string[]> {
  const links = head.join('\n').match(LINK) ?? []
  const texts = new Map<string, string>()
  for (const link of links) {
    const text = await read(HREF.exec(link)?.[1] ?? '')
    // A text that could close the `<style>` element early is not inlined.
    if (text !== undefined && !/<\/style/i.test(text)) texts.set(link, text)
  }
  if (texts.size === 0) return [...head]
  return [
    ...head.map((part) =>
      part.replace(LINK, (link) => (texts.has(link) ? link.replace(/^<link/, '<link disabled') : link)),
    ),
    `<style>${[...texts.values()].join('')}</style>`,
  ]
}
