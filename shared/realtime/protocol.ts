/** What server and clients say to each other over the socket. Every client event is acked with an `AckResult`. */
import type { ErrorBody } from '../errors.ts'

/** Raised whenever an older client could misread a newer server. A client of another version is told to reload. */
export const PROTOCOL_VERSION = 2

export type AckResult<T = undefined> = { ok: true; data: T } | { ok: false; error: ErrorBody }
export type Ack<T = undefined> = (result: AckResult<T>) => void

/** Namespaces differ by who may enter and with what: a member's session cookie, a screen's device token. */
export const NAMESPACES = { office: '/office', screens: '/screens' } as const

/**
 * Answer of the server to a refused handshake, in `error.data`. After `unavailable` the client tries again by itself.
 */
export interface HandshakeRefusal {
  code: 'unauthenticated' | 'protocol' | 'unavailable'
  message: string
}
