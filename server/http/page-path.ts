/**
 * Addresses of pages as they are sent on: with the full stop of the sentence, a quote or half a message behind them.
 * The page that is meant is the known address at the beginning; what only looks like one stays unknown.
 */
import { readable } from '#shared/pasted.ts'

/** All of `pages/` except those whose last part is read by canonical-path.ts; a test compares them. */
export const PAGES = [
  '/',
  '/cards',
  '/console',
  '/console/account',
  '/console/audit',
  '/console/campaigns/[id]',
  '/console/campaigns/[id]/print',
  '/console/campaigns/new',
  '/console/cards',
  '/console/cards/[id]',
  '/console/cards/new',
  '/console/content',
  '/console/content/reading',
  '/console/content/scenarios/[id]',
  '/console/login',
  '/console/members',
  '/console/screens',
  '/console/station',
  '/guide',
  '/guide/[slug]',
  '/help',
  '/numbers',
  '/panels',
  '/panels/[id]',
  '/practice',
  '/scams',
  '/scams/[id]',
  '/scenarios',
  '/scenarios/[id]',
  '/screen',
  '/setup',
]
/** Ids are UUIDs or names of content; between the slash and one of them a quote may stand. */
const ID = String.raw`[^\p{L}\p{N}_./~-]*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9]+(?:-[a-z0-9]+)*)`
/** What goes on like an address is another one: `/help/more`, `/help.php`, `/helpful`, `/help/../api`. */
const END = String.raw`(?:\/?$|(?=\/?(?:[-._~]+(?![\w./~-])|[^\w./~-])))`
const BEFORE = String.raw`^\/[^\p{L}\p{N}_./~-]*`
/** The longest first: `/console/cards/new` before `/console/cards`. */
const PATTERNS = PAGES.filter((page) => page !== '/')
  .toSorted((a, b) => b.length - a.length)
  .map((page) => ({ page, pattern: new RegExp(BEFORE + page.slice(1).replace(/\[\w+\]/, ID) + END, 'iu') }))
/** Nothing but signs, as behind the address of the site itself. */
const HOME = /^\/[^\p{L}\p{N}_/][^\w/]*$|^\/$/u
/** Most requests: nothing was pasted. */
const PLAIN = /^\/[a-z0-9/-]*$/

/**
 * @param path with its query
 * @param isKnown whether there is a page with this id
 * @returns the address of the page that was meant, if it is another one
 */
export async function pagePath(
  path: string,
  isKnown: (page: string, id: string) => Promise<boolean>,
): Promise<string | undefined> {
  const [pathname = '', ...rest] = path.split('?')
  // Two slashes at the beginning would be another host's address.
  if (PLAIN.test(pathname) || /^\/[/\\]/.test(pathname)) return undefined
  const query = rest.length > 0 ? `?${rest.join('?')}` : ''
  const text = readable(pathname)
  if (HOME.test(text)) return `/${query}`
  for (const { page, pattern } of PATTERNS) {
    const found = pattern.exec(text)
    if (!found) continue
    const id = found[1]?.toLowerCase()
    if (id && !(await isKnown(page, id))) continue
    const meant = id ? page.replace(/\[\w+\]/, id) : page
    // The router does not mind capitals, except in ids, nor a slash at the end.
    const served = pathname.replace(/\/$/, '')
    const same = served.toLowerCase() === meant && (!id || served.includes(id))
    return same ? undefined : meant + query
  }
  return undefined
}
