/** The namespace of members' offices: entered with the session cookie, left as soon as that is worth nothing. */
import type { Namespace, Server, Socket } from 'socket.io'
import type { z } from 'zod'
import { campaignEvents } from '#server/campaign/socket.ts'
import { type CurrentMember, memberOf, type SessionUser } from '#server/member/session.ts'
import { AppError } from '#shared/errors.ts'
import type { OfficeClientEvents, OfficeServerEvents } from '#shared/realtime/office.ts'
import { NAMESPACES } from '#shared/realtime/protocol.ts'
import { guardHandshake, type SessionSettings, sessionOf } from './auth.ts'
import { handle } from './handle.ts'
import { limitEvents } from './limits.ts'
import { stationRoom } from './rooms.ts'

interface OfficeData {
  user: SessionUser
  /** When the cookie runs out, ms since the epoch. */
  expiresAt: number
  stationId: string
}
type NoEvents = Record<string, never>
type OfficeNamespace = Namespace<OfficeClientEvents, OfficeServerEvents, NoEvents, OfficeData>
export type OfficeSocket = Socket<OfficeClientEvents, OfficeServerEvents, NoEvents, OfficeData>

/** Registers an event of a noun; `run` gets the member as the database knows them at this moment. */
export type OnEvent = <S extends z.ZodType>(
  event: keyof OfficeClientEvents,
  schema: S,
  run: (data: z.output<S>, member: CurrentMember) => Promise<void>,
) => void

/** A logged-out or disabled member's connection outlives the session by at most this, in ms. */
const RECHECK_MS = 15_000

/**
 * The member behind a connection now. Ends the connection of one whose session is over. @throws AppError
 * `unauthenticated`
 */
async function requireSocketMember(socket: OfficeSocket): Promise<CurrentMember> {
  const member = socket.data.expiresAt > Date.now() ? await memberOf(socket.data.user) : undefined
  if (member) return member
  // After the ack of the event that asked has been written.
  setImmediate(() => socket.disconnect(true))
  throw new AppError('unauthenticated')
}

/** @returns stops the periodic check. */
export function openOffice(io: Server, session: SessionSettings, recheckMs = RECHECK_MS): () => void {
  // Each namespace has event maps of its own; the server's are open.
  const office = io.of(NAMESPACES.office) as unknown as OfficeNamespace
  office.use(
    guardHandshake(async (socket: OfficeSocket) => {
      const sealed = await sessionOf(socket.handshake.headers, session)
      const member = await memberOf(sealed?.user)
      if (!sealed || !member) throw new AppError('unauthenticated')
      socket.data = { ...sealed, stationId: member.stationId }
    }),
  )
  office.on('connection', (socket) => {
    limitEvents(socket)
    void socket.join(stationRoom(socket.data.stationId))
    const on: OnEvent = (event, schema, run) => {
      socket.on(
        event,
        handle(schema, async (data) => run(data, await requireSocketMember(socket))),
      )
    }
    campaignEvents(socket, on)
  })
  const timer = setInterval(() => {
    // A database that does not answer is no reason to send everyone away.
    for (const socket of office.sockets.values()) requireSocketMember(socket).catch(() => {})
  }, recheckMs).unref()
  return () => clearInterval(timer)
}
