/** Cross-site request forgery: a browser says where a request comes from, and only our own pages may write. */
import type { IncomingHttpHeaders } from 'node:http'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

function hostOf(url: string | undefined): string | undefined {
  try {
    return url ? new URL(url).host : undefined
  } catch {
    return undefined
  }
}

/** `host` as a URL would print it: without the default port. */
const plain = (host: string | undefined, protocol: string) => hostOf(host && `${protocol}//${host}`)

/**
 * False for a write that another site's page sends. Requests without an Origin (command line, tests) carry no
 * browser's cookies by accident and pass. The cookie's SameSite=Lax is the first fence, this is the second.
 */
export function isOwnWrite(method: string, headers: IncomingHttpHeaders, publicUrl?: string): boolean {
  if (SAFE_METHODS.has(method) || headers.origin === undefined) return true
  const host = hostOf(headers.origin)
  if (!host) return false
  const { protocol } = new URL(headers.origin)
  return host === plain(headers.host, protocol) || host === hostOf(publicUrl)
}
