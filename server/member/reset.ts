/**
 * A link that lets a member set a new password. Nothing is stored: the link contains member, epoch and expiry, signed
 * with an HMAC. It works once, because setting the password raises the epoch that it is bound to; creating another link
 * raises it, too.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { and, eq, isNull, like, sql } from 'drizzle-orm'
import { parse, stringify } from 'uuid'
import { tell } from '#server/bus.ts'
import { useDatabase } from '#server/database/client.ts'
import { loginThrottles, members, stations } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { type Offer, RESET_HOURS, RESET_TOKEN_LENGTH } from '#shared/member/invitation.ts'
import type { LoggedIn } from './accounts.ts'
import { writeAudit } from './audit.ts'
import { hashPassword } from './hash.ts'
import { refuseWeak, stationWords } from './new-password.ts'
import type { CurrentMember } from './session.ts'

/** Bytes before the HMAC (RESET_TOKEN_LENGTH). */
const BODY = 26

export const isResetToken = (token: string) => token.length === RESET_TOKEN_LENGTH

const seal = (secret: Uint8Array, body: Uint8Array) => createHmac('sha256', secret).update(body).digest()

function makeToken(secret: Uint8Array, memberId: string, epoch: number, end: Date): string {
  const body = Buffer.alloc(BODY)
  body.set(parse(memberId), 0)
  body.writeUInt32BE(epoch, 16)
  body.writeUIntBE(Math.floor(end.getTime() / 1000), 20, 6)
  return Buffer.concat([body, seal(secret, body)]).toString('base64url')
}

function openToken(secret: Uint8Array, token: string): { memberId: string; epoch: number; end: Date } {
  const bytes = Buffer.from(token, 'base64url')
  const body = bytes.subarray(0, BODY)
  const mac = seal(secret, body)
  if (bytes.length !== BODY + mac.length || !timingSafeEqual(bytes.subarray(BODY), mac))
    throw new AppError('not_found', '没有这个链接，请核对是否完整。')
  return {
    memberId: stringify(body.subarray(0, 16)),
    epoch: body.readUInt32BE(16),
    end: new Date(body.readUIntBE(20, 6) * 1000),
  }
}

/**
 * Ends the member's sessions, invalidates earlier links, and creates a new one.
 * @throws AppError `not_found`, or `conflict` for a disabled member.
 */
export async function createReset(
  by: CurrentMember,
  memberId: string,
  secret: Uint8Array,
  now = new Date(),
): Promise<{ token: string; expiresAt: Date }> {
  const expiresAt = new Date(now.getTime() + RESET_HOURS * 3600_000)
  const epoch = await useDatabase().transaction(async (tx) => {
    const ours = and(eq(members.id, memberId), eq(members.stationId, by.stationId))
    const [changed] = await tx
      .update(members)
      .set({ sessionEpoch: sql`${members.sessionEpoch} + 1` })
      .where(and(ours, isNull(members.disabledAt)))
      .returning()
    if (!changed) {
      const [found] = await tx.select({ id: members.id }).from(members).where(ours)
      throw found ? new AppError('conflict', '这个账号已经停用，请先启用。') : new AppError('not_found')
    }
    await writeAudit(tx, by, {
      action: 'member.reset_link',
      subjectType: 'member',
      subjectId: memberId,
      detail: { name: changed.name },
    })
    return changed.sessionEpoch
  })
  tell('member:session-ended', { memberId })
  return { token: makeToken(secret, memberId, epoch, expiresAt), expiresAt }
}

const USED = () => new AppError('gone', '这个链接已经用过或失效了，请管理员再发一个。')

/** @throws AppError `not_found` for a forged link, `gone` for one that is used, replaced or expired. */
export async function readReset(
  token: string,
  secret: Uint8Array,
  now = new Date(),
): Promise<Extract<Offer, { kind: 'reset' }>> {
  return (await findReset(token, secret, now)).offer
}

async function findReset(
  token: string,
  secret: Uint8Array,
  now: Date,
): Promise<{ offer: Extract<Offer, { kind: 'reset' }>; stationId: string }> {
  const { memberId, epoch, end } = openToken(secret, token)
  if (end.getTime() <= now.getTime()) throw new AppError('gone', '这个链接已经过期了，请管理员再发一个。')
  const [found] = await useDatabase()
    .select({ name: members.name, login: members.login, stationId: stations.id, stationName: stations.name })
    .from(members)
    .innerJoin(stations, eq(stations.id, members.stationId))
    .where(and(eq(members.id, memberId), eq(members.sessionEpoch, epoch), isNull(members.disabledAt)))
  if (!found) throw USED()
  const { stationId, ...shown } = found
  return { offer: { kind: 'reset', ...shown, expiresAt: end.toISOString() }, stationId }
}

/** Sets the password, resets the count of failed attempts and logs the member in. */
export async function acceptReset(
  token: string,
  password: string,
  secret: Uint8Array,
  now = new Date(),
): Promise<LoggedIn> {
  const { offer, stationId } = await findReset(token, secret, now)
  const { memberId, epoch } = openToken(secret, token)
  await refuseWeak('password', password, { ...offer, station: await stationWords(useDatabase(), stationId) })
  const passwordHash = await hashPassword(password, { lane: 'link', share: memberId })
  const loggedIn = await useDatabase().transaction(async (tx) => {
    const [changed] = await tx
      .update(members)
      .set({ passwordHash, sessionEpoch: sql`${members.sessionEpoch} + 1`, lastLoginAt: now })
      .where(and(eq(members.id, memberId), eq(members.sessionEpoch, epoch), isNull(members.disabledAt)))
      .returning()
    if (!changed) throw USED()
    await tx.delete(loginThrottles).where(like(loginThrottles.key, `account:${memberId}|%`))
    await writeAudit(tx, changed, {
      action: 'member.reset',
      subjectType: 'member',
      subjectId: memberId,
      detail: { name: changed.name },
    })
    const { id, stationId, login, name, role, sessionEpoch } = changed
    return { member: { id, stationId, login, name, role }, session: { id, epoch: sessionEpoch } }
  })
  tell('member:session-ended', { memberId })
  return loggedIn
}
