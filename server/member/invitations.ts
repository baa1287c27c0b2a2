/** Invitations: single-use links, each creating one account. */
import { createHash, randomBytes } from 'node:crypto'
import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { v7 } from 'uuid'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { invitations, members, stations } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import type { Join } from '#shared/member/input.ts'
import { INVITATION_DAYS, type InvitationRow, invitationState, type Offer } from '#shared/member/invitation.ts'
import type { Role } from '#shared/member/role.ts'
import { createMember, type LoggedIn } from './accounts.ts'
import { writeAudit } from './audit.ts'
import { hashPassword } from './hash.ts'
import { shownName } from './names.ts'
import { refuseWeak, stationWords } from './new-password.ts'
import type { CurrentMember } from './session.ts'

const DAY_MS = 24 * 3600_000
/** Limit, more than an alliance has; the list is not paged. */
const LIST_LIMIT = 200

const hashOf = (token: string) => createHash('sha256').update(token).digest()

/** @returns the token for the link. It cannot be read again: only its hash is stored. */
export async function createInvitation(
  by: CurrentMember,
  input: { name: string; role: Role },
  now = new Date(),
): Promise<{ id: string; token: string; expiresAt: Date }> {
  const token = randomBytes(32).toString('base64url')
  const id = v7()
  const expiresAt = new Date(now.getTime() + INVITATION_DAYS * DAY_MS)
  await useDatabase().transaction(async (tx) => {
    await tx.insert(invitations).values({
      id,
      stationId: by.stationId,
      tokenHash: hashOf(token),
      role: input.role,
      name: input.name,
      createdBy: by.id,
      createdAt: now,
      expiresAt,
    })
    await writeAudit(tx, by, {
      action: 'invitation.create',
      subjectType: 'invitation',
      subjectId: id,
      detail: { name: input.name, role: input.role },
    })
  })
  return { id, token, expiresAt }
}

/** Newest first. */
export async function listInvitations(by: CurrentMember, now = new Date()): Promise<InvitationRow[]> {
  const rows = await useDatabase()
    .select({ invitation: invitations, createdBy: shownName })
    .from(invitations)
    .innerJoin(members, eq(members.id, invitations.createdBy))
    .where(eq(invitations.stationId, by.stationId))
    .orderBy(desc(invitations.id))
    .limit(LIST_LIMIT)
  return rows.map(({ invitation, createdBy }) => ({
    id: invitation.id,
    name: invitation.name,
    role: invitation.role,
    state: invitationState(invitation, now),
    createdBy,
    createdAt: invitation.createdAt.toISOString(),
    expiresAt: invitation.expiresAt.toISOString(),
  }))
}

/**
 * Revoking twice is not an error (idempotent). @throws AppError `not_found`, or `conflict` when the invitation was
 * accepted.
 */
export async function revokeInvitation(by: CurrentMember, id: string, now = new Date()): Promise<void> {
  const ours = and(eq(invitations.id, id), eq(invitations.stationId, by.stationId))
  await useDatabase().transaction(async (tx) => {
    const [revoked] = await tx
      .update(invitations)
      .set({ revokedAt: now })
      .where(and(ours, isNull(invitations.usedAt), isNull(invitations.revokedAt)))
      .returning()
    if (revoked)
      return writeAudit(tx, by, {
        action: 'invitation.revoke',
        subjectType: 'invitation',
        subjectId: id,
        detail: { name: revoked.name },
      })
    const [found] = await tx.select({ usedAt: invitations.usedAt }).from(invitations).where(ours)
    if (!found) throw new AppError('not_found')
    if (found.usedAt) throw new AppError('conflict', '对方已经用这个链接加入了，请到成员名单里停用账号。')
  })
}

/** Revokes the open invitations of a member who has lost the right to invite. */
export async function revokeInvitationsOf(
  tx: Transaction,
  by: CurrentMember,
  inviter: { id: string; name: string },
  now: Date,
): Promise<void> {
  const revoked = await tx
    .update(invitations)
    .set({ revokedAt: now })
    // Those that have expired meanwhile need no revocation.
    .where(
      and(
        eq(invitations.createdBy, inviter.id),
        isNull(invitations.usedAt),
        isNull(invitations.revokedAt),
        gt(invitations.expiresAt, now),
      ),
    )
    .returning({ id: invitations.id, name: invitations.name })
  for (const { id, name } of revoked) {
    await writeAudit(tx, by, {
      action: 'invitation.revoke',
      subjectType: 'invitation',
      subjectId: id,
      detail: { name, inviter: inviter.name },
    })
  }
}

/** @throws AppError `not_found` for an unknown link, `gone` for one that is used, revoked or expired. */
export async function readInvitation(token: string, now = new Date()): Promise<Extract<Offer, { kind: 'join' }>> {
  return (await findInvitation(token, now)).offer
}

async function findInvitation(
  token: string,
  now: Date,
): Promise<{ offer: Extract<Offer, { kind: 'join' }>; id: string; stationId: string }> {
  const [row] = await useDatabase()
    .select({ invitation: invitations, stationName: stations.name })
    .from(invitations)
    .innerJoin(stations, eq(stations.id, invitations.stationId))
    .where(eq(invitations.tokenHash, hashOf(token)))
  if (!row) throw new AppError('not_found', '没有这个邀请，请核对链接是否完整。')
  const state = invitationState(row.invitation, now)
  if (state === 'used') throw new AppError('gone', '这个邀请已经用过了，请直接登录。')
  if (state === 'revoked') throw new AppError('gone', '这个邀请已经撤回了，请联系邀请您的管理员。')
  if (state === 'expired') throw new AppError('gone', '这个邀请已经过期了，请管理员再发一个。')
  const { id, name, role, expiresAt, stationId } = row.invitation
  const offer = { kind: 'join' as const, stationName: row.stationName, name, role, expiresAt: expiresAt.toISOString() }
  return { offer, id, stationId }
}

/**
 * Creates the account and logs it in. Of two concurrent requests, one waits for the other's row lock and finds the link
 * used.
 */
export async function acceptInvitation(token: string, input: Join, now = new Date()): Promise<LoggedIn> {
  const { id, stationId } = await findInvitation(token, now)
  await refuseWeak('password', input.password, { ...input, station: await stationWords(useDatabase(), stationId) })
  const passwordHash = await hashPassword(input.password, { lane: 'link', share: id })
  return useDatabase().transaction(async (tx) => {
    const [claimed] = await tx
      .update(invitations)
      .set({ usedAt: now })
      .where(
        and(
          eq(invitations.tokenHash, hashOf(token)),
          isNull(invitations.usedAt),
          isNull(invitations.revokedAt),
          gt(invitations.expiresAt, now),
        ),
      )
      .returning()
    if (!claimed) throw new AppError('gone', '这个邀请已经用过了，请直接登录。')
    const made = await createMember(tx, {
      stationId: claimed.stationId,
      login: input.login,
      name: input.name,
      role: claimed.role,
      passwordHash,
    })
    await tx.update(invitations).set({ usedBy: made.member.id }).where(eq(invitations.id, claimed.id))
    await writeAudit(tx, made.member, {
      action: 'invitation.accept',
      subjectType: 'invitation',
      subjectId: claimed.id,
      detail: { name: claimed.name },
    })
    return made
  })
}
