/** Screen groups of a station, in the office. */
import { and, asc, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import { tell } from '#server/bus.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { groupStates, screenGroups, screens } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { isOnline } from '#server/screen/presence.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import { byName } from '#shared/order.ts'
import type { GroupList } from '#shared/programme/group.ts'
import type { CreateGroup, EditGroup } from '#shared/programme/group-input.ts'

/** A station's groups with their screens, and all screens to choose from. */
export async function listGroups(stationId: string): Promise<GroupList> {
  const [groups, all] = await Promise.all([
    useDatabase()
      .select({
        id: screenGroups.id,
        name: screenGroups.name,
        revision: screenGroups.revision,
        led: sql<boolean>`${groupStates.cue} is not null`,
      })
      .from(screenGroups)
      .leftJoin(groupStates, eq(groupStates.groupId, screenGroups.id))
      .where(and(eq(screenGroups.stationId, stationId), isNull(screenGroups.archivedAt)))
      .orderBy(asc(screenGroups.id)),
    useDatabase()
      .select({ id: screens.id, name: screens.name, zone: screens.zone, groupId: screens.groupId, online: isOnline() })
      .from(screens)
      .where(and(eq(screens.stationId, stationId), isNull(screens.revokedAt)))
      .orderBy(asc(screens.id)),
  ])
  all.sort((a, b) => byName(a.zone, b.zone) || byName(a.name, b.name))
  groups.sort((a, b) => byName(a.name, b.name))
  const membersOf = (groupId: string) =>
    all.filter((screen) => screen.groupId === groupId).map(({ id, name, zone, online }) => ({ id, name, zone, online }))
  return { groups: groups.map((group) => ({ ...group, screens: membersOf(group.id) })), screens: all }
}

/** @throws AppError `bad_input` at `name` when another group has it */
async function requireFreeName(tx: Transaction, stationId: string, name: string, except?: string): Promise<void> {
  const [taken] = await tx
    .select({ id: screenGroups.id })
    .from(screenGroups)
    .where(
      and(
        eq(screenGroups.stationId, stationId),
        isNull(screenGroups.archivedAt),
        eq(screenGroups.name, name),
        except === undefined ? undefined : ne(screenGroups.id, except),
      ),
    )
  if (taken) throw new AppError('bad_input', undefined, { name: '已经有一个屏组叫这个名称，请换一个' })
}

/** Puts exactly these screens into the group. @throws AppError `bad_input` at `screenIds` */
async function assign(tx: Transaction, stationId: string, groupId: string, screenIds: readonly string[]) {
  const wanted = [...new Set(screenIds)]
  const found = await tx
    .select({ id: screens.id, groupId: screens.groupId })
    .from(screens)
    .where(
      and(
        eq(screens.stationId, stationId),
        isNull(screens.revokedAt),
        or(eq(screens.groupId, groupId), inArray(screens.id, wanted)),
      ),
    )
    // In the order of their ids, so that no two edits wait for each other.
    .orderBy(asc(screens.id))
    .for('update')
  const known = new Set(found.map(({ id }) => id))
  if (wanted.some((id) => !known.has(id)))
    throw new AppError('bad_input', undefined, { screenIds: '有一块屏已经断开，请刷新后再选' })
  const joins = found.filter((screen) => wanted.includes(screen.id) && screen.groupId !== groupId)
  const leaves = found.filter((screen) => !wanted.includes(screen.id))
  const put = (ids: string[], to: string | null) =>
    ids.length > 0 ? tx.update(screens).set({ groupId: to }).where(inArray(screens.id, ids)) : undefined
  await put(
    joins.map(({ id }) => id),
    groupId,
  )
  await put(
    leaves.map(({ id }) => id),
    null,
  )
}

/** @throws AppError `bad_input` at `name` or `screenIds` */
export async function createGroup(member: CurrentMember, input: CreateGroup): Promise<{ id: string }> {
  const group = { id: v7(), stationId: member.stationId, name: input.name }
  await useDatabase().transaction(async (tx) => {
    await requireFreeName(tx, member.stationId, input.name)
    await tx.insert(screenGroups).values(group)
    await assign(tx, member.stationId, group.id, input.screenIds)
    await writeAudit(tx, member, {
      action: 'group.create',
      subjectType: 'group',
      subjectId: group.id,
      detail: { name: input.name },
    })
  })
  tell('group:changed', { stationId: member.stationId, groupId: group.id })
  return { id: group.id }
}

/** Locks a group that is in use. @throws AppError `not_found` */
async function lockGroup(tx: Transaction, stationId: string, id: string) {
  const [group] = await tx
    .select()
    .from(screenGroups)
    .where(and(eq(screenGroups.id, id), eq(screenGroups.stationId, stationId), isNull(screenGroups.archivedAt)))
    .for('update')
  if (!group) throw new AppError('not_found', '没有这个屏组，可能已经删除。')
  return group
}

/** Somebody else has changed the group since it was seen. */
async function staleGroup(tx: Transaction, { id, name, revision }: { id: string; name: string; revision: number }) {
  const held = await tx.select({ id: screens.id }).from(screens).where(eq(screens.groupId, id))
  const current = { name, screenIds: held.map((screen) => screen.id), revision }
  return staleRow(current)
}

/** @throws AppError `not_found`; `bad_input`; `conflict` when somebody else has saved since */
export async function editGroup(member: CurrentMember, id: string, input: EditGroup): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const group = await lockGroup(tx, member.stationId, id)
    if (group.revision !== input.revision) throw await staleGroup(tx, group)
    await requireFreeName(tx, member.stationId, input.name, id)
    await tx
      .update(screenGroups)
      .set({ name: input.name, revision: sql`${screenGroups.revision} + 1` })
      .where(eq(screenGroups.id, id))
    await assign(tx, member.stationId, id, input.screenIds)
    await writeAudit(tx, member, {
      action: 'group.edit',
      subjectType: 'group',
      subjectId: id,
      detail: { name: input.name },
    })
  })
  tell('group:changed', { stationId: member.stationId, groupId: id })
}

/** Its screens are free again. @throws AppError `not_found`, `conflict` */
export async function archiveGroup(
  member: CurrentMember,
  id: string,
  seen: { revision: number },
  now = new Date(),
): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const group = await lockGroup(tx, member.stationId, id)
    if (group.revision !== seen.revision) throw await staleGroup(tx, group)
    await assign(tx, member.stationId, id, [])
    await tx.update(groupStates).set({ cue: null, driverId: null }).where(eq(groupStates.groupId, id))
    await tx.update(screenGroups).set({ archivedAt: now }).where(eq(screenGroups.id, id))
    await writeAudit(tx, member, {
      action: 'group.archive',
      subjectType: 'group',
      subjectId: id,
      detail: { name: group.name },
    })
  })
  tell('group:changed', { stationId: member.stationId, groupId: id })
}
