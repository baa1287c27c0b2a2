/** Who may enter a namespace: checked before the connection exists, and again while it lasts. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { getCookie, type H3Event, unsealSession } from 'h3'
import { z } from 'zod'
import { toAppError } from '#server/error-handler.ts'
import type { SessionUser } from '#server/member/session.ts'
import { AppError } from '#shared/errors.ts'
import { type HandshakeRefusal, PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'

/** How the office's session cookie is sealed; the same settings as the HTTP routes use. */
export interface SessionSettings {
  name: string
  password: string
  /** Seconds. */
  maxAge: number
}

/** A cookie of a handshake, which is no h3 event but carries the same headers. */
export function cookieOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  return getCookie({ node: { req: { headers } } } as unknown as H3Event, name)
}

export interface SealedSession {
  user: SessionUser
  /** When the cookie runs out, ms since the epoch. */
  expiresAt: number
}

const sealedSchema = z.object({
  createdAt: z.number(),
  data: z.object({ user: z.object({ id: z.uuid(), epoch: z.number().int() }) }),
})

/** What the session cookie of a handshake says, or undefined: none, forged, or run out. */
export async function sessionOf(
  headers: IncomingHttpHeaders,
  settings: SessionSettings,
): Promise<SealedSession | undefined> {
  const sealed = cookieOf(headers, settings.name)
  if (!sealed) return undefined
  try {
    const { createdAt, data } = sealedSchema.parse(await unsealSession({} as H3Event, settings, sealed))
    return { user: data.user, expiresAt: createdAt + settings.maxAge * 1000 }
  } catch {
    return undefined
  }
}

/** An error whose `data` reaches the client in `connect_error`. */
class Refusal extends Error {
  readonly data: HandshakeRefusal
  constructor(data: HandshakeRefusal) {
    super(data.code)
    this.data = data
  }
}

interface Handshaking {
  handshake: { auth: Record<string, unknown>; headers: IncomingHttpHeaders }
}

/**
 * Namespace middleware: first the protocol version, then `admit`, which returns normally only for whoever may enter.
 */
export function guardHandshake<S extends Handshaking>(admit: (socket: S) => Promise<void>) {
  return async (socket: S, next: (error?: Error) => void): Promise<void> => {
    try {
      if (socket.handshake.auth.protocol !== PROTOCOL_VERSION)
        throw new Refusal({ code: 'protocol', message: '页面已更新，请重新打开。' })
      await admit(socket)
      next()
    } catch (error) {
      if (error instanceof Refusal) return next(error)
      const known = toAppError(error)
      if (known.code === 'internal') console.error('[socket] handshake', error)
      next(
        new Refusal({
          code: known.code === 'unauthenticated' ? 'unauthenticated' : 'unavailable',
          message: known.message,
        }),
      )
    }
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
    return from === host || (process.env.PUBLIC_URL !== undefined && from === new URL(process.env.PUBLIC_URL).host)
  } catch {
    return false
  }
}
