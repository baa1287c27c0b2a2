/** Authentication of a namespace, checked before the connection is established. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { serverEnv } from '#server/env.ts'
import { toAppError } from '#server/error-handler.ts'
import { report } from '#server/log/report.ts'
import { AppError, type ErrorCode } from '#shared/errors.ts'
import { type HandshakeRefusal, PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'

/** An error whose `data` reaches the client in `connect_error`. */
class Refusal extends Error {
  readonly data: HandshakeRefusal
  constructor(data: HandshakeRefusal) {
    super(data.code)
    this.data = data
  }
}

const REFUSALS: Partial<Record<ErrorCode, HandshakeRefusal['code']>> = {
  unauthenticated: 'unauthenticated',
  conflict: 'elsewhere',
}

/** The client's part of a handshake. */
export interface Handshake {
  headers: IncomingHttpHeaders
  /** Set by the page, not validated: may contain anything. */
  auth: Record<string, unknown>
}

/**
 * Checks the protocol version first, then calls `admit`.
 * @param admit throws if the client may not enter.
 * @returns the error for the refused client, or undefined if it may enter.
 */
export async function refusalOf(handshake: Handshake, admit: () => Promise<void>): Promise<Error | undefined> {
  if (handshake.auth.protocol !== PROTOCOL_VERSION)
    return new Refusal({ code: 'protocol', message: '页面已更新，请重新打开。' })
  try {
    await admit()
    return undefined
  } catch (error) {
    const known = toAppError(error)
    if (known.code === 'internal') report('error', 'socket', error, { doing: 'handshake' })
    return new Refusal({ code: REFUSALS[known.code] ?? 'unavailable', message: known.message })
  }
}

/** Refuses every client: the default namespace is unused. */
export function refuseAll(_socket: unknown, next: (error?: Error) => void): void {
  next(new Refusal({ code: 'unauthenticated', message: new AppError('unauthenticated').message }))
}

/**
 * Rejects sockets from pages of other sites: browsers send cookies with a WebSocket from any site, and only its Origin
 * header shows the site. Clients without the header are not browsers, so they do not attach a victim's cookies.
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
