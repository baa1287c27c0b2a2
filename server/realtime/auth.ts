/** Who may enter a namespace: asked before the connection exists. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { getCookie, type H3Event } from 'h3'
import { serverEnv } from '#server/env.ts'
import { toAppError } from '#server/error-handler.ts'
import { AppError } from '#shared/errors.ts'
import { type HandshakeRefusal, PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'

/** A cookie of a handshake, which is no h3 event but carries the same headers. */
export function cookieOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  return getCookie({ node: { req: { headers } } } as unknown as H3Event, name)
}

/** An error whose `data` reaches the client in `connect_error`. */
class Refusal extends Error {
  readonly data: HandshakeRefusal
  constructor(data: HandshakeRefusal) {
    super(data.code)
    this.data = data
  }
}

/** What a client shows when it asks to come in. */
export interface Handshake {
  headers: IncomingHttpHeaders
  /** What the page puts in by itself; anything may be in there. */
  auth: Record<string, unknown>
}

/**
 * First the protocol version, then `admit`.
 * @param admit returns normally only for whoever may enter.
 * @returns what the client is refused with, or undefined where it may come in.
 */
export async function refusalOf(handshake: Handshake, admit: () => Promise<void>): Promise<Error | undefined> {
  if (handshake.auth.protocol !== PROTOCOL_VERSION)
    return new Refusal({ code: 'protocol', message: '页面已更新，请重新打开。' })
  try {
    await admit()
    return undefined
  } catch (error) {
    const known = toAppError(error)
    if (known.code === 'internal') console.error('[socket] handshake', error)
    const code = known.code === 'unauthenticated' ? 'unauthenticated' : 'unavailable'
    return new Refusal({ code, message: known.message })
  }
}

/** Refuses everyone: the default namespace carries nothing. */
export function refuseAll(_socket: unknown, next: (error?: Error) => void): void {
  next(new Refusal({ code: 'unauthenticated', message: new AppError('unauthenticated').message }))
}

/**
 * Pages of other sites may not open sockets here: browsers send cookies along with a WebSocket from anywhere, and only
 * its Origin header gives them away. Clients without the header are no browsers and have no cookies to abuse.
 */
export function sameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  if (!origin) return true
  try {
    const { host: from } = new URL(origin)
    return from === host || (serverEnv.publicUrl !== undefined && from === new URL(serverEnv.publicUrl).host)
  } catch {
    return false
  }
}
