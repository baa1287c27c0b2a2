/** The client's address, and how its browser reached us. */
import { getHeader, getRequestIP, type H3Event } from 'h3'
import { serverEnv } from '#server/env.ts'

/** The network address of the client; behind a proxy on this machine, the address that the proxy reports. */
export function addressOf(event: H3Event): string {
  const peer = getRequestIP(event) ?? ''
  if (!/^(127\.|::1$|::ffff:127\.)/.test(peer)) return peer
  return getHeader(event, 'x-forwarded-for')?.split(',').at(-1)?.trim() || peer
}

/**
 * Whether the page that sent the request was opened over https: only then its browser keeps a `Secure` cookie. Browsers
 * send this in the Origin header of each write, unchanged by proxies; server/middleware/same-origin.ts has checked that
 * it is ours. Without the header (no browser) the public address decides.
 */
export function isOverHttps(event: H3Event): boolean {
  return (getHeader(event, 'origin') ?? serverEnv.publicUrl)?.startsWith('https:') ?? false
}
