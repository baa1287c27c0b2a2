/**
 * Protection against cross-site request forgery: browsers send the origin of a request, and only our own pages may
 * write.
 */
import type { IncomingHttpHeaders } from 'node:http'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

function hostOf(url: string | undefined): string | undefined {
  try {
    return url ? new URL(url).host : undefined
  } catch {
    return undefined
  }
}

/** `host` in the form of a URL's host: without the default port. */
const plain = (host: string | undefined, protocol: string) => hostOf(host && `${protocol}//${host}`)

/**
 * False for a write sent by a page of another site. Requests without an Origin (command line, tests) pass: they do not
 * come from a browser, so no cookies are attached automatically. The cookie's SameSite=Lax is the first protection,
 * this is the second.
 */
export function isOwnWrite(method: string, headers: IncomingHttpHeaders, publicUrl?: string): boolean {
  if (SAFE_METHODS.has(method) || headers.origin === undefined) return true
  const host = hostOf(headers.origin)
  if (!host) return false
  const { protocol } = new URL(headers.origin)
  return host === plain(headers.host, protocol) || host === hostOf(publicUrl)
}
