/**
 * Names of our cookies. Browsers share cookies between all ports of a host, so the name carries this installation:
 * with another one on the same computer, each would overwrite the other's log-ins and unpair its screens.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { serverEnv } from '#server/env.ts'

/** Named in the way of earlier versions, which had one name for all installations. */
type CookieName = 'jmt-device' | 'jmt-known' | 'jmt-office' | 'jmt-screen'

export const ownName = (name: CookieName) => (serverEnv.instance ? `${name}-${serverEnv.instance}` : name)

/** Not by h3: a handshake of Socket.IO has headers but is no event. */
function parse({ cookie = '' }: IncomingHttpHeaders): Map<string, string> {
  const pairs = cookie.split(';').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=')
    return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]]
  })
  // The first of a name counts: it is that of the longer path.
  return new Map(pairs.toReversed())
}

/** All our values are of characters that no browser encodes. */
export const cookieOf = (headers: IncomingHttpHeaders, name: string): string | undefined => parse(headers).get(name)

/** Our cookie, or else that of an earlier version, which its reader proves or takes over under the new name. */
export const readCookie = (headers: IncomingHttpHeaders, name: CookieName): string | undefined =>
  cookieOf(headers, ownName(name)) ?? cookieOf(headers, name)

/** Values that are proved one after the other: one request must not ask the database hundreds of times. */
const CANDIDATES_MAX = 8

/**
 * Our cookie first, then those of an earlier version and of other installations: after a backup was restored on another
 * computer, and with several servers on one database, a token is known under a name that is not ours.
 */
export function cookieCandidates(headers: IncomingHttpHeaders, name: CookieName): string[] {
  const found = parse(headers)
  const others = [...found.keys()].filter((key) => key === name || key.startsWith(`${name}-`))
  return [...new Set([ownName(name), ...others])].flatMap((key) => found.get(key) || []).slice(0, CANDIDATES_MAX)
}
