import { readAsset } from '#nitro-internal-virtual/public-assets'
import { inlineStyles } from '#server/http/inline-styles.ts'

/** Relative addresses in a style sheet refer to its file's folder; inlined in a page they must be absolute. */
async function readSheet(path: string): Promise<string | undefined> {
  const text = await readAsset(path)
  return text?.toString().replace(/url\((["']?)\.\//g, 'url($1/_nuxt/')
}
/** Cache by path; files of a build never change. */
const sheets = new Map<string, Promise<string | undefined>>()
function read(path: string): Promise<string | undefined> {
  const known = sheets.get(path) ?? readSheet(path).catch(() => undefined)
  sheets.set(path, known)
  return known
}

/**
 * Only for pages of printed codes: most of their visitors come for the first time, without style sheets in their cache.
 */
export default defineNitroPlugin((nitroApp) => {
  if (import.meta.prerender || import.meta.dev) return
  nitroApp.hooks.hook('render:html', async (html, { event }) => {
    if (event.path.startsWith('/s/')) html.head = await inlineStyles(html.head, read)
  })
})
