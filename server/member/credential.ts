/**
 * The session cookie as what opens a namespace: the office today, whatever else members enter tomorrow. Checked at the
 * handshake, before each event, and from time to time.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { type H3Event, unsealSession } from 'h3'
import { z } from 'zod'
import { cookieOf, type Handshake } from '#server/realtime/auth.ts'
import { memberRoom, sessionRoom, stationRoom } from '#server/realtime/rooms.ts'
import { AppError } from '#shared/errors.ts'
import { can, type Right } from '#shared/member/role.ts'
import { type CurrentMember, memberOf, type SessionUser } from './session.ts'

/** How the office's session cookie is sealed; the same settings as the HTTP routes use. */
export interface SessionSettings {
  name: string
  password: string
  /** Seconds. */
  maxAge: number
}

/** What a member's connection holds for as long as it lasts. */
export interface MemberData {
  sessionId: string
  user: SessionUser
  /** When the cookie runs out, ms since the epoch. */
  expiresAt: number
  stationId: string
}

/** A logged-out or disabled member's connection outlives the session by at most this, in ms, where nobody was told. */
const RECHECK_MS = 15_000

const sealedSchema = z.object({
  id: z.string(),
  createdAt: z.number(),
  data: z.object({ user: z.object({ id: z.uuid(), epoch: z.number().int() }) }),
})

/** What the session cookie of a handshake says, or undefined: none, forged, or run out. */
async function sessionOf(
  headers: IncomingHttpHeaders,
  settings: SessionSettings,
): Promise<Omit<MemberData, 'stationId'> | undefined> {
  const sealed = cookieOf(headers, settings.name)
  if (!sealed) return undefined
  try {
    const { id, createdAt, data } = sealedSchema.parse(await unsealSession({} as H3Event, settings, sealed))
    return { sessionId: id, user: data.user, expiresAt: createdAt + settings.maxAge * 1000 }
  } catch {
    return undefined
  }
}

/** The part of a namespace's definition that says who members are and what they may. */
export const memberCredential = (session: SessionSettings, recheckMs = RECHECK_MS) => ({
  recheckMs,
  admit: async ({ headers }: Handshake): Promise<MemberData> => {
    const sealed = await sessionOf(headers, session)
    const member = await memberOf(sealed?.user)
    if (!sealed || !member) throw new AppError('unauthenticated')
    return { ...sealed, stationId: member.stationId }
  },
  prove: async ({ user, expiresAt }: MemberData): Promise<CurrentMember | undefined> =>
    expiresAt > Date.now() ? memberOf(user) : undefined,
  may: (member: CurrentMember, right: Right): boolean => can(member.role, right),
  rooms: ({ stationId, user, sessionId }: MemberData): string[] => [
    stationRoom(stationId),
    memberRoom(user.id),
    sessionRoom(sessionId),
  ],
})
