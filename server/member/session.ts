/** Authentication. Guards return the authenticated member, so that its station and id can be used in WHERE clauses. */
import { and, eq, isNull } from 'drizzle-orm'
import { deleteCookie, getCookie, type H3Event, unsealSession } from 'h3'
import { z } from 'zod'
import { useDatabase } from '#server/database/client.ts'
import { members } from '#server/database/schema/index.ts'
import { isOverHttps } from '#server/http/client.ts'
import { AppError } from '#shared/errors.ts'
import type { CurrentMember } from '#shared/member/member.ts'
import { can, type Right } from '#shared/member/role.ts'

export type { CurrentMember }

/**
 * The content of the sealed cookie. Everything else is read from the database on each request, so that changes take
 * effect at once.
 */
export interface SessionUser {
  id: string
  epoch: number
}

/** The member of a sealed cookie, or undefined: unknown, disabled, or logged out elsewhere. */
export async function memberOf(user: SessionUser | undefined): Promise<CurrentMember | undefined> {
  if (!user) return undefined
  const [member] = await useDatabase()
    .select({
      id: members.id,
      stationId: members.stationId,
      login: members.login,
      name: members.name,
      role: members.role,
    })
    .from(members)
    .where(and(eq(members.id, user.id), eq(members.sessionEpoch, user.epoch), isNull(members.disabledAt)))
  return member
}

/** The name of the cookie in earlier versions, the same for all installations on a host. */
const OLD_NAME = 'jmt-office'
const oldSession = z.object({ data: z.object({ user: z.object({ id: z.uuid(), epoch: z.number().int() }) }) })

/** Takes over the session of an earlier version, once: its cookie is replaced by one of ours. */
async function adoptOldSession(event: H3Event): Promise<SessionUser | undefined> {
  const { password, maxAge } = useRuntimeConfig(event).session
  const sealed = getCookie(event, OLD_NAME)
  if (!sealed) return undefined
  // Sealed with other secrets it belongs to another installation, and stays.
  const opened = await unsealSession(event, { password, maxAge: Number(maxAge) }, sealed).catch(() => undefined)
  const parsed = oldSession.safeParse(opened)
  if (!parsed.success) return undefined
  await startSession(event, parsed.data.data.user)
  deleteCookie(event, OLD_NAME, { path: '/' })
  return parsed.data.data.user
}

/**
 * The authenticated member, or undefined. Must not open a session for a visitor: reading a missing session would set a
 * cookie.
 */
export async function currentMember(event: H3Event): Promise<CurrentMember | undefined> {
  if (!getCookie(event, String(useRuntimeConfig(event).session.name))) return memberOf(await adoptOldSession(event))
  const { user } = await getUserSession(event)
  return memberOf(user)
}

/** The id of the request's session; each log-in of a member has its own. */
export async function sessionIdOf(event: H3Event): Promise<string> {
  return (await getUserSession(event)).id
}

/** @throws AppError `unauthenticated`, or `forbidden` where the role lacks the right. */
export async function requireMember(event: H3Event, right?: Right): Promise<CurrentMember> {
  const member = await currentMember(event)
  if (!member) throw new AppError('unauthenticated')
  if (right && !can(member.role, right)) throw new AppError('forbidden')
  return member
}

/**
 * A browser drops a `Secure` cookie received over plain HTTP: the log-in would succeed and the next request be
 * unauthenticated. The hall's own network may be used over HTTP beside a public https address.
 */
const cookieFor = (event: H3Event) => ({ cookie: { secure: isOverHttps(event) } })

/** Starts a session under a new id, which prevents session fixation. */
export async function startSession(event: H3Event, user: SessionUser): Promise<void> {
  await replaceUserSession(event, { user, loggedInAt: Date.now() }, cookieFor(event))
}

export async function endSession(event: H3Event): Promise<void> {
  if (getCookie(event, String(useRuntimeConfig(event).session.name))) await clearUserSession(event, cookieFor(event))
}
