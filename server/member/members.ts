/** The list of members, and what an admin may change about another member. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { one } from '#server/database/one.ts'
import { members } from '#server/database/schema/index.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import type { MemberChange, MemberRow } from '#shared/member/member.ts'
import { byNameOf } from '#shared/order.ts'
import { can } from '#shared/member/role.ts'
import { writeAudit } from './audit.ts'
import { revokeInvitationsOf } from './invitations.ts'
import { nameShown } from './names.ts'
import type { CurrentMember } from './session.ts'

type Member = typeof members.$inferSelect

function rowOf({ id, login, name, namesake, role, disabledAt, revision, lastLoginAt, createdAt }: Member): MemberRow {
  return {
    id,
    login,
    name: nameShown({ name, login, namesake }),
    role,
    disabled: disabledAt !== null,
    revision,
    lastLoginAt: lastLoginAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }
}

/** By name. */
export async function listMembers(by: CurrentMember): Promise<MemberRow[]> {
  const rows = await useDatabase()
    .select()
    .from(members)
    .where(eq(members.stationId, by.stationId))
    .orderBy(asc(members.id))
  return rows.map(rowOf).sort(byNameOf(({ name }) => name))
}

/** Locks the rows of active admins, so that two admins who remove each other are handled one after the other. */
async function lockAdmins(tx: Transaction, stationId: string): Promise<string[]> {
  const admins = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.stationId, stationId), eq(members.role, 'admin'), isNull(members.disabledAt)))
    .orderBy(members.id)
    .for('update')
  return admins.map(({ id }) => id)
}

/**
 * Changes role or disables; a disabled member's sessions end at once.
 * @throws AppError `not_found`, `forbidden` when `by` has lost the right meanwhile, `conflict` for oneself or the last
 * admin.
 */
export async function changeMember(
  by: CurrentMember,
  id: string,
  change: MemberChange,
  now = new Date(),
): Promise<MemberRow> {
  if (id === by.id) throw new AppError('conflict', '不能改自己的角色或停用自己，请另一位管理员来做。')
  const { row, ended } = await useDatabase().transaction(async (tx) => {
    const admins = await lockAdmins(tx, by.stationId)
    // Checked again: the guard of the route ran before the lock was taken.
    if (!admins.includes(by.id)) throw new AppError('forbidden')
    const ours = and(eq(members.id, id), eq(members.stationId, by.stationId))
    const [before] = await tx.select().from(members).where(ours).for('update')
    if (!before) throw new AppError('not_found')
    const role = change.role ?? before.role
    const disabled = change.disabled ?? before.disabledAt !== null
    // A retry after a lost answer.
    if (role === before.role && disabled === (before.disabledAt !== null)) return { row: rowOf(before), ended: false }
    if (before.revision !== change.revision) throw staleRow(rowOf(before), '别人刚刚改过这位成员。请看一眼，再按一次。')
    if (admins.includes(id) && (role !== 'admin' || disabled) && admins.length === 1)
      throw new AppError('conflict', '至少要留一位管理员。')
    const ends = disabled && !before.disabledAt
    const after = await tx
      .update(members)
      .set({
        role,
        revision: sql`${members.revision} + 1`,
        disabledAt: disabled ? (before.disabledAt ?? now) : null,
        ...(ends && { sessionEpoch: sql`${members.sessionEpoch} + 1` }),
      })
      .where(ours)
      .returning()
    const audit = (action: 'member.role' | 'member.disable' | 'member.enable', detail: Record<string, unknown> = {}) =>
      writeAudit(tx, by, {
        action,
        subjectType: 'member',
        subjectId: id,
        detail: { name: nameShown(before), ...detail },
      })
    if (role !== before.role) await audit('member.role', { from: before.role, to: role })
    if (disabled !== (before.disabledAt !== null)) await audit(disabled ? 'member.disable' : 'member.enable')
    if (disabled || !can(role, 'member.manage')) await revokeInvitationsOf(tx, by, { id, name: nameShown(before) }, now)
    return { row: rowOf(one(after)), ended: ends }
  })
  if (ended) tell('member:session-ended', { memberId: id })
  return row
}
