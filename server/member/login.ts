/** Log-in, and changing the password. */
import { createHash } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { useDatabase } from '#server/database/client.ts'
import { one } from '#server/database/one.ts'
import { members } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { FREE_FAILURES_OF_STRANGERS, LONGEST_LOCK_OF_STRANGERS_MS } from '#shared/member/lockout.ts'
import type { LoggedIn } from './accounts.ts'
import { writeAudit } from './audit.ts'
import { hashPassword, type HashTurn, verifyPassword } from './hash.ts'
import type { LoginDevice } from './known-device.ts'
import { knowsNetwork, rememberNetwork } from './known-network.ts'
import { limitStrangers } from './limits.ts'
import { noteRepeated } from './repeats.ts'
import type { CurrentMember, SessionUser } from './session.ts'
import { siteStation } from './station.ts'
import { refuseWeak, stationWords } from './new-password.ts'
import { type Attempt, countAttempt, type ThrottleKey } from './throttle.ts'

/** Has this device logged in to the account before? */
const isKnown = (memberId: string | undefined, device: LoginDevice) =>
  Boolean(memberId && device.id && device.knows(memberId))

/**
 * The key of an unknown account is a hash of its name, because people sometimes type a password into the wrong field.
 * Otherwise it is counted like a known one.
 */
function throttleKeys(login: string, memberId: string | undefined, device: LoginDevice): ThrottleKey[] {
  const account = `account:${memberId ?? createHash('sha256').update(login).digest('base64url').slice(0, 22)}`
  if (isKnown(memberId, device)) return [{ key: `${account}|device:${device.id}` }]
  return [
    { key: `${account}|device:${device.strangerHash}` },
    memberId && knowsNetwork(memberId, device.networkHash)
      ? // New devices where the member has logged in before are not locked out by what happens elsewhere.
        { key: `${account}|network:${device.networkHash}`, free: FREE_FAILURES_OF_STRANGERS, shared: true }
      : // Slows down an attack from many addresses; devices known to the account are exempt.
        {
          key: `${account}|strangers`,
          free: FREE_FAILURES_OF_STRANGERS,
          longestMs: LONGEST_LOCK_OF_STRANGERS_MS,
          shared: true,
        },
  ]
}

async function noteNetworkLock(now: Date): Promise<void> {
  const station = await siteStation()
  if (!station) return
  const by = { id: null, stationId: station.id }
  await noteRepeated(by, { action: 'member.lock_network', subjectType: 'station', subjectId: station.id }, now)
}

/** Verifies the password within the rate limits. Only attempts that were verified and wrong count as failed. */
async function checkPassword(
  login: string,
  found: { id: string; passwordHash: string } | undefined,
  password: string,
  device: LoginDevice,
  now: Date,
): Promise<{ attempt: Attempt; right: boolean }> {
  const known = found && isKnown(found.id, device)
  const stranger = known ? undefined : await limitStrangers(device, () => noteNetworkLock(now))
  const turn: HashTurn = known ? { lane: 'known', share: found.id } : { lane: 'stranger', share: device.siteHash }
  try {
    const attempt = await countAttempt(throttleKeys(login, found?.id, device), undefined, now)
    const right = await attempt.during(() => verifyPassword(found?.passwordHash, password, turn))
    if (right) await stranger?.forgive()
    return { attempt, right }
  } catch (error) {
    await stranger?.forgive()
    throw error
  }
}

/** What was typed as an account that does not exist is noted nowhere: it may be a password. */
async function noteFailure(
  found: { id: string; stationId: string; name: string } | undefined,
  until: Date | null,
  now: Date,
) {
  if (!found) {
    const station = await siteStation()
    if (!station) return
    const by = { id: null, stationId: station.id }
    return noteRepeated(by, { action: 'member.login_unknown', subjectType: 'station', subjectId: station.id }, now)
  }
  const by = { id: null, stationId: found.stationId }
  const subject = { subjectType: 'member', subjectId: found.id }
  await noteRepeated(by, { action: 'member.login_failed', ...subject, detail: { name: found.name } }, now)
  if (!until) return
  const detail = { name: found.name, until: until.toISOString() }
  await noteRepeated(by, { action: 'member.lock', ...subject, detail }, now)
}

/** @throws AppError `unauthenticated`, `forbidden` for a disabled member, or `too_many`. */
export async function logIn(login: string, password: string, device: LoginDevice, now = new Date()): Promise<LoggedIn> {
  const db = useDatabase()
  const [found] = await db.select().from(members).where(eq(members.login, login))
  const { attempt, right } = await checkPassword(login, found, password, device, now)
  if (!right || !found) {
    await noteFailure(found, attempt.lockedUntil, now)
    throw new AppError('unauthenticated', '账号或密码不对，请检查后再试。')
  }
  await attempt.succeed()
  rememberNetwork(found.id, device.networkHash)
  if (found.disabledAt) {
    await noteRepeated(
      { id: null, stationId: found.stationId },
      { action: 'member.login_disabled', subjectType: 'member', subjectId: found.id, detail: { name: found.name } },
      now,
    )
    throw new AppError('forbidden', '这个账号已经停用，请联系管理员。')
  }
  await db.transaction(async (tx) => {
    await tx.update(members).set({ lastLoginAt: now }).where(eq(members.id, found.id))
    await writeAudit(tx, found, { action: 'member.login', subjectType: 'member', subjectId: found.id })
  })
  const { id, stationId, name, role, sessionEpoch } = found
  return { member: { id, stationId, login: found.login, name, role }, session: { id, epoch: sessionEpoch } }
}

async function wrongOldPassword(member: CurrentMember, now: Date): Promise<AppError> {
  await noteRepeated(member, { action: 'member.password_failed', subjectType: 'member', subjectId: member.id }, now)
  return new AppError('bad_input', '原密码不对。', { oldPassword: '原密码不对' })
}

/**
 * Sets a new password; all sessions end except the one in which it was set.
 * @param kept id of that session: its cookie is renewed after this call, and its connections reconnect with the new one
 * @throws AppError `bad_input` naming the field, or `too_many`.
 */
export async function changePassword(
  member: CurrentMember,
  oldPassword: string,
  newPassword: string,
  now = new Date(),
  kept?: string,
): Promise<SessionUser> {
  const db = useDatabase()
  const [found] = await db
    .select({ hash: members.passwordHash, epoch: members.sessionEpoch })
    .from(members)
    .where(eq(members.id, member.id))
  await refuseWeak('newPassword', newPassword, { ...member, station: await stationWords(db, member.stationId) })
  const turn: HashTurn = { lane: 'known', share: member.id }
  // Rate-limited, so that a person at an unattended office page cannot guess the old password.
  const attempt = await countAttempt([{ key: `account:${member.id}|password` }], undefined, now)
  if (!found || !(await attempt.during(() => verifyPassword(found.hash, oldPassword, turn))))
    throw await wrongOldPassword(member, now)
  await attempt.succeed()
  const passwordHash = await hashPassword(newPassword, turn)
  const renewed = await db.transaction(async (tx) => {
    const [changed] = await tx
      .update(members)
      .set({ passwordHash, sessionEpoch: sql`${members.sessionEpoch} + 1` })
      // The password was verified against this hash: if it was reset meanwhile, the reset wins.
      .where(and(eq(members.id, member.id), eq(members.passwordHash, found.hash)))
      .returning({ epoch: members.sessionEpoch })
    if (!changed) throw new AppError('conflict', '密码刚刚被改过，请重新登录。')
    await writeAudit(tx, member, { action: 'member.password', subjectType: 'member', subjectId: member.id })
    return { id: member.id, epoch: changed.epoch }
  })
  tell('member:session-ended', { memberId: member.id, kept })
  return renewed
}

/** Ends every session of the member. @returns the session data for a session that shall stay. */
export async function endSessions(member: CurrentMember): Promise<SessionUser> {
  const renewed = await useDatabase().transaction(async (tx) => {
    const changed = await tx
      .update(members)
      .set({ sessionEpoch: sql`${members.sessionEpoch} + 1` })
      .where(eq(members.id, member.id))
      .returning({ epoch: members.sessionEpoch })
    await writeAudit(tx, member, { action: 'member.logout_everywhere', subjectType: 'member', subjectId: member.id })
    return { id: member.id, epoch: one(changed).epoch }
  })
  tell('member:session-ended', { memberId: member.id })
  return renewed
}
