/** The protocol between server and clients over Socket.IO. Every client event is acked with an `AckResult`. */
import type { ErrorBody } from '../errors.ts'

/** Raised when an older client could misunderstand a newer server. A client of another version is told to reload. */
export const PROTOCOL_VERSION = 3

export type AckResult<T = undefined> = { ok: true; data: T } | { ok: false; error: ErrorBody }
export type Ack<T = undefined> = (result: AckResult<T>) => void

/** Namespaces differ by their credential: a member's session cookie, or a screen's device token. */
export const NAMESPACES = { office: '/office', screens: '/screens' } as const

/**
 * The server's answer to a refused handshake, in `error.data`. After `unavailable`, and after `elsewhere` (another page
 * uses the same credentials), the client retries by itself.
 */
export interface HandshakeRefusal {
  code: 'unauthenticated' | 'protocol' | 'unavailable' | 'elsewhere'
  message: string
}
