/**
 * Addresses that are printed or sent on: what was pasted around them is left out (`shared/pasted.ts`), and letters that
 * some program has escaped are written plainly, because the router would find no page.
 */
import { readShortCode } from '#shared/campaign/code.ts'
import { readToken } from '#shared/member/input.ts'
import { uuidIn } from '#shared/pasted.ts'

const READERS: Record<string, (text: string) => string | undefined> = {
  s: readShortCode,
  join: readToken,
  cards: uuidIn,
}
const ADDRESS = /^\/(s|join|cards)\/([^?]+)(\?.*)?$/i

/** The text that an address stands for; up to the first part that is damaged, for example cut in half. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return decodeURIComponent(/^(?:[^%]|%[2-7][0-9a-f])*/i.exec(text)?.[0] ?? '')
  }
}

/** Letters, digits, `-`, `_` and `~` mean the same escaped (RFC 3986, 2.3); a dot could climb to another folder. */
function unescape(path: string): string {
  const [pathname = '', ...query] = path.split('?')
  // Two slashes at the beginning would be another host's address.
  if (/^\/(?:[/\\]|api\/|_nuxt\/)/i.test(pathname)) return path
  const plain = pathname.replace(/%(?:2d|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi, (one) => decodeURIComponent(one))
  return [plain, ...query].join('?')
}

/** @param path with its query. @returns the address that was meant, if it is another one */
export function canonicalPath(path: string): string | undefined {
  const plain = unescape(path)
  const [, folder = '', rest = '', query = ''] = ADDRESS.exec(plain) ?? []
  const room = folder.toLowerCase()
  const code = READERS[room]?.(decode(rest))
  const meant = code ? `/${room}/${code}${query}` : plain
  return meant === path ? undefined : meant
}
