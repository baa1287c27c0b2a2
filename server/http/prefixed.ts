/**
 * Names of cookies over https. With `__Host-` in front a browser takes a cookie only from this very host, over https
 * and for all its paths: no neighbouring host, and nobody on an unencrypted way, can plant one. Only this file knows of
 * the prefix: names are translated where requests come in and answers go out, because the hall's own network is served
 * over plain HTTP at the same time.
 */
import type { IncomingHttpHeaders } from 'node:http'

const PREFIX = '__Host-'
const OURS = /^jmt-(?:device|known|office|screen)(?:-|$)/
/** A session is worth planting. The others are taken over: a phone or a screen must stay the same. */
const SESSION = /^jmt-office(?:-|$)/

const nameOf = (pair: string) => pair.slice(0, Math.max(0, pair.indexOf('='))).trim()

/** @returns the names that came without the prefix, which an answer replaces */
export function takePrefixed(headers: IncomingHttpHeaders, overHttps: boolean): ReadonlySet<string> {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim())
  const prefixed = pairs.filter((pair) => pair.startsWith(PREFIX) && OURS.test(nameOf(pair).slice(PREFIX.length)))
  const better = new Set(prefixed.map((pair) => nameOf(pair).slice(PREFIX.length)))
  const plain = pairs.filter((pair) => !prefixed.includes(pair))
  const kept = plain.filter((pair) => !better.has(nameOf(pair)) && !(overHttps && SESSION.test(nameOf(pair))))
  if (headers.cookie !== undefined)
    headers.cookie = [...prefixed.map((pair) => pair.slice(PREFIX.length)), ...kept].join('; ')
  return new Set(plain.map(nameOf).filter((name) => OURS.test(name)))
}

/**
 * @param lines of Set-Cookie, for an answer over https @param plain names that the request brought without the prefix
 * @returns the lines with the prefix, and further ones that delete what they replace
 */
export function prefixed(lines: readonly string[], plain: ReadonlySet<string>): string[] {
  return lines.flatMap((line) => {
    const name = nameOf(line)
    if (!OURS.test(name)) return [line]
    const parts = line.split(';').map((part) => part.trim())
    const path = parts.find((part) => /^path=/i.test(part)) ?? 'Path=/'
    const others = parts.filter((part) => !/^(?:path|domain)=|^secure$/i.test(part))
    const own = [`${PREFIX}${others.join('; ')}; Path=/; Secure`]
    return plain.has(name) ? [...own, `${name}=; Max-Age=0; ${path}`] : own
  })
}
