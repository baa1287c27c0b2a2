import { readAsset } from '#nitro-internal-virtual/public-assets'
import { inlineStyles } from '#server/http/inline-styles.ts'

/** Addresses in a style sheet are relative to its file; in the page they must not be. */
async function readSheet(path: string): Promise<string | undefined> {
  const text = await readAsset(path)
  return text?.toString().replace(/url\((["']?)\.\//g, 'url($1/_nuxt/')
}
/** By path; files of a build never change. */
const sheets = new Map<string, Promise<string | undefined>>()
function read(path: string): Promise<string | undefined> {
  const known = sheets.get(path) ?? readSheet(path).catch(() => undefined)
  sheets.set(path, known)
  return known
}

/** Only for printed codes: whoever opens one is here for the first time, and has no style sheet in the cache. */
export default defineNitroPlugin((nitroApp) => {
  if (import.meta.prerender || import.meta.dev) return
  nitroApp.hooks.hook('render:html', async (html, { event }) => {
    if (event.path.startsWith('/s/')) html.head = await inlineStyles(html.head, read)
  })
})
