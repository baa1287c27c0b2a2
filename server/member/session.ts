/** Authentication. Guards return the authenticated member, so that its station and id can be used in WHERE clauses. */
import { randomUUID } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import { deleteCookie, getCookie, getHeader, type H3Event, unsealSession, updateSession } from 'h3'
import { z } from 'zod'
import { tell } from '#server/bus.ts'
import { useDatabase } from '#server/database/client.ts'
import { members } from '#server/database/schema/index.ts'
import { isOverHttps } from '#server/http/client.ts'
import { AppError } from '#shared/errors.ts'
import type { CurrentMember } from '#shared/member/member.ts'
import { can, type Right } from '#shared/member/role.ts'
import { writeAudit } from './audit.ts'
import { endSessionIds, noneEnded } from './ended-sessions.ts'
import { noteRefusal } from './repeats.ts'

export type { CurrentMember }

/**
 * The content of the sealed cookie. Everything else is read from the database on each request, so that changes take
 * effect at once.
 */
export interface SessionUser {
  id: string
  epoch: number
}

/** A sealed cookie as it was opened. */
export interface OpenSession {
  user: SessionUser
  /** Its own id, and that of the cookie of an earlier version from which it was taken over. */
  ids: readonly string[]
}

/** The member of a sealed cookie, or undefined: unknown, disabled, logged out here or elsewhere. */
export async function memberOf(session: OpenSession | undefined): Promise<CurrentMember | undefined> {
  if (!session) return undefined
  const { user, ids } = session
  const [member] = await useDatabase()
    .select({
      id: members.id,
      stationId: members.stationId,
      login: members.login,
      name: members.name,
      role: members.role,
    })
    .from(members)
    .where(
      and(eq(members.id, user.id), eq(members.sessionEpoch, user.epoch), isNull(members.disabledAt), noneEnded(ids)),
    )
  return member
}

const userSchema = z.object({ id: z.uuid(), epoch: z.number().int() })
/** What our cookies hold, once opened. */
export const sealedSchema = z.object({
  id: z.string().min(1),
  createdAt: z.number(),
  data: z.object({ user: userSchema, from: z.string().optional() }),
})
export const openSession = ({ id, data }: z.output<typeof sealedSchema>): OpenSession => ({
  user: data.user,
  ids: data.from === undefined ? [id] : [id, data.from],
})

/** The name of the cookie in earlier versions, the same for all installations on a host. */
const OLD_NAME = 'jmt-office'

/** The session of the request, whether or not it is still valid. */
async function sessionOf(event: H3Event): Promise<OpenSession | undefined> {
  const { name } = useRuntimeConfig(event).session
  // Reading a missing session would set a cookie.
  if (!getCookie(event, String(name))) return undefined
  const { id, user, from } = await getUserSession(event)
  const read = sealedSchema.safeParse({ id, createdAt: 0, data: { user, from } })
  return read.success ? openSession(read.data) : undefined
}

/** Takes over the session of an earlier version, once: its cookie is replaced by one of ours, and ends with it. */
async function adoptOldSession(event: H3Event): Promise<CurrentMember | undefined> {
  const { password, maxAge } = useRuntimeConfig(event).session
  const sealed = getCookie(event, OLD_NAME)
  if (!sealed) return undefined
  // Sealed with other secrets it belongs to another installation, and stays.
  const opened = await unsealSession(event, { password, maxAge: Number(maxAge) }, sealed).catch(() => undefined)
  const parsed = sealedSchema.safeParse(opened)
  const member = parsed.success ? await memberOf(openSession(parsed.data)) : undefined
  if (!parsed.success || !member) return undefined
  await seal(event, { user: parsed.data.data.user, from: parsed.data.id })
  deleteCookie(event, OLD_NAME, { path: '/' })
  return member
}

/**
 * The authenticated member, or undefined. Must not open a session for a visitor: reading a missing session would set a
 * cookie.
 */
export async function currentMember(event: H3Event): Promise<CurrentMember | undefined> {
  if (!getCookie(event, String(useRuntimeConfig(event).session.name))) return adoptOldSession(event)
  return memberOf(await sessionOf(event))
}

/** The id of the request's session; each log-in of a member has its own. */
export async function sessionIdOf(event: H3Event): Promise<string> {
  return (await getUserSession(event)).id
}

/** @throws AppError `unauthenticated`, or `forbidden` where the role lacks the right. */
export async function requireMember(event: H3Event, right?: Right): Promise<CurrentMember> {
  const member = await currentMember(event)
  if (!member) throw new AppError('unauthenticated')
  if (right && !can(member.role, right)) {
    // A link on another site makes the browser ask without its member's will.
    if (getHeader(event, 'sec-fetch-site') !== 'cross-site') await noteRefusal(member, right)
    throw new AppError('forbidden')
  }
  return member
}

/**
 * A browser drops a `Secure` cookie received over plain HTTP: the log-in would succeed and the next request be
 * unauthenticated. The hall's own network may be used over HTTP beside a public https address.
 */
const cookieFor = (event: H3Event) => ({ cookie: { secure: isOverHttps(event.node.req) } })

/** Seals a cookie with an id of its own; h3 would take over id and age of one that the request brought. */
async function seal(event: H3Event, data: { user: SessionUser; from?: string }): Promise<void> {
  const { name, password, maxAge, cookie } = useRuntimeConfig(event).session
  const fresh = { id: randomUUID(), createdAt: Date.now(), data: { ...data, loggedInAt: Date.now() } }
  event.context.sessions = { ...event.context.sessions, [String(name)]: fresh }
  await updateSession(event, {
    name: String(name),
    password,
    maxAge: Number(maxAge),
    cookie: { ...cookie, sameSite: 'lax', ...cookieFor(event).cookie },
  })
}

/** Renews the session of a member whose others have ended. */
export const renewSession = (event: H3Event, user: SessionUser): Promise<void> => seal(event, { user })

/** Starts a session under a new id, which prevents session fixation. One that the browser had before ends. */
export async function startSession(event: H3Event, user: SessionUser): Promise<void> {
  await endOnServer(event)
  await seal(event, { user })
}

/** Logs out: the browser forgets the cookie, and no copy of it works any more. */
export async function endSession(event: H3Event): Promise<void> {
  if (!getCookie(event, String(useRuntimeConfig(event).session.name))) return
  await endOnServer(event)
  await clearUserSession(event, cookieFor(event))
}

/** Ends the session of the request for every holder of its cookie, with its connections. */
async function endOnServer(event: H3Event): Promise<void> {
  const session = await sessionOf(event)
  const member = await memberOf(session)
  if (!session || !member) return
  const until = new Date(Date.now() + Number(useRuntimeConfig(event).session.maxAge) * 1000)
  await logOut(member, session.ids, until)
}

/**
 * @param ids of the session.
 * @param until when its cookie expires by itself.
 */
export async function logOut(member: CurrentMember, ids: readonly string[], until: Date): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    await endSessionIds(tx, ids, until)
    await writeAudit(tx, member, { action: 'member.logout', subjectType: 'member', subjectId: member.id })
  })
  tell('member:logged-out', { sessionIds: ids })
}
