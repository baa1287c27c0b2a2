/** Creates accounts, for the first admin and for invited members. */
import { eq } from 'drizzle-orm'
import type { Transaction } from '#server/database/client.ts'
import { members, stations } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { writeAudit } from './audit.ts'
import { markNamesakes } from './names.ts'
import type { CurrentMember, SessionUser } from './session.ts'

export interface LoggedIn {
  member: CurrentMember
  session: SessionUser
}

/** The new member is logged in at once. @throws AppError `conflict` when the login is taken. */
export async function createMember(
  tx: Transaction,
  values: Omit<typeof members.$inferInsert, 'id' | 'lastLoginAt'>,
): Promise<LoggedIn> {
  // Of two who join at once, the second sees the first.
  await tx.select({ id: stations.id }).from(stations).where(eq(stations.id, values.stationId)).for('update')
  const [made] = await tx
    .insert(members)
    .values({ ...values, lastLoginAt: new Date() })
    .onConflictDoNothing({ target: members.login })
    .returning()
  if (!made) throw new AppError('conflict', '这个账号已经有人用了，请换一个。', { login: '已经有人用了，请换一个' })
  const namesakes = await markNamesakes(tx, made.stationId)
  await writeAudit(tx, made, {
    action: 'member.create',
    subjectType: 'member',
    subjectId: made.id,
    detail: { name: made.name, role: made.role, ...(namesakes.has(made.id) && { namesake: true }) },
  })
  const { id, stationId, login, name, role, sessionEpoch } = made
  return { member: { id, stationId, login, name, role }, session: { id, epoch: sessionEpoch } }
}
