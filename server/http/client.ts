/** Where a request comes from, and how its browser sees us. */
import { getHeader, getRequestIP, type H3Event } from 'h3'
import { serverEnv } from '#server/env.ts'

/** The network address of the client: behind a proxy on this machine, the one that the proxy saw. */
export function addressOf(event: H3Event): string {
  const peer = getRequestIP(event) ?? ''
  if (!/^(127\.|::1$|::ffff:127\.)/.test(peer)) return peer
  return getHeader(event, 'x-forwarded-for')?.split(',').at(-1)?.trim() || peer
}

/**
 * Whether the page that wrote was opened over https, which is what decides if its browser keeps a `Secure` cookie. Each
 * write of a browser says so itself in Origin, past any proxy; server/middleware/same-origin.ts has checked that it is
 * ours. Without one (no browser) the public address counts.
 */
export function isOverHttps(event: H3Event): boolean {
  return (getHeader(event, 'origin') ?? serverEnv.publicUrl)?.startsWith('https:') ?? false
}
