/**
 * Authentication of a namespace by the session cookie; used by the office. Checked at the handshake, before each event,
 * and at intervals.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { type H3Event, unsealSession } from 'h3'
import { cookieOf } from '#server/http/cookies.ts'
import type { Handshake } from '#server/realtime/auth.ts'
import { memberRoom, sessionRoom, stationRoom } from '#server/realtime/rooms.ts'
import { AppError } from '#shared/errors.ts'
import { can, type Right } from '#shared/member/role.ts'
import { noteRefusal } from './repeats.ts'
import { type CurrentMember, memberOf, openSession, type OpenSession, sealedSchema } from './session.ts'

/** How the office's session cookie is sealed (encrypted and signed); the same settings as for the HTTP routes. */
export interface SessionSettings {
  name: string
  password: string
  /** Seconds. */
  maxAge: number
}

/** Data of a member's connection, fixed while it lasts. */
export interface MemberData {
  session: OpenSession
  /** When the cookie expires, ms since the epoch. */
  expiresAt: number
  stationId: string
}

/**
 * Longest time, in ms, for which the connection of a logged-out or disabled member stays open if the event about it was
 * lost.
 */
const RECHECK_MS = 15_000

/** The session in the cookie of a handshake; undefined if missing, forged, or expired. */
async function sessionOf(
  headers: IncomingHttpHeaders,
  settings: SessionSettings,
): Promise<Omit<MemberData, 'stationId'> | undefined> {
  const sealed = cookieOf(headers, settings.name)
  if (!sealed) return undefined
  try {
    const opened = sealedSchema.parse(await unsealSession({} as H3Event, settings, sealed))
    return { session: openSession(opened), expiresAt: opened.createdAt + settings.maxAge * 1000 }
  } catch {
    return undefined
  }
}

/** The part of a namespace's definition for authentication and rights of members. */
export const memberCredential = (session: SessionSettings, recheckMs = RECHECK_MS) => ({
  recheckMs,
  admit: async ({ headers }: Handshake): Promise<MemberData> => {
    const sealed = await sessionOf(headers, session)
    const member = await memberOf(sealed?.session)
    if (!sealed || !member) throw new AppError('unauthenticated')
    return { ...sealed, stationId: member.stationId }
  },
  prove: async ({ session, expiresAt }: MemberData): Promise<CurrentMember | undefined> =>
    expiresAt > Date.now() ? memberOf(session) : undefined,
  may: (member: CurrentMember, right: Right): boolean => {
    const may = can(member.role, right)
    if (!may) void noteRefusal(member, right)
    return may
  },
  rooms: ({ stationId, session }: MemberData): string[] => [
    stationRoom(stationId),
    memberRoom(session.user.id),
    ...session.ids.map(sessionRoom),
  ],
})
