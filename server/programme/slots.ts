/** When a programme runs on a group. Two of the same priority at the same time are refused, under the group's lock. */
import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Executor, type Transaction, useDatabase } from '#server/database/client.ts'
import { programmeSlots, programmes, screenGroups } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { sameValue } from '#shared/edits.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import { momentText } from '#shared/member/time.ts'
import type { CreateSlot, EditSlot, SlotFields } from '#shared/programme/input.ts'
import { firstClash } from '#shared/programme/running.ts'
import type { SlotBoard, SlotView } from '#shared/programme/view.ts'
import { hoursText, weekdaysText } from '#shared/programme/words.ts'
import { dayOf } from '#shared/station.ts'
import type { Actor } from './find.ts'
import { holidaysAt } from './holidays.ts'
import { quoted } from '#shared/quoted.ts'

const columns = {
  id: programmeSlots.id,
  groupId: programmeSlots.groupId,
  programmeId: programmeSlots.programmeId,
  programmeTitle: programmes.title,
  weekdays: programmeSlots.weekdays,
  startsAt: programmeSlots.startsAt,
  endsAt: programmeSlots.endsAt,
  validFrom: programmeSlots.validFrom,
  validUntil: programmeSlots.validUntil,
  days: programmeSlots.days,
  priority: programmeSlots.priority,
  revision: programmeSlots.revision,
}

const slotsWhere = (db: Executor, where: ReturnType<typeof eq>): Promise<SlotView[]> =>
  db
    .select(columns)
    .from(programmeSlots)
    .innerJoin(programmes, eq(programmes.id, programmeSlots.programmeId))
    .innerJoin(screenGroups, eq(screenGroups.id, programmeSlots.groupId))
    .where(and(where, isNull(screenGroups.archivedAt)))
    .orderBy(asc(programmeSlots.startsAt), asc(programmeSlots.id))

export async function readSlotBoard(stationId: string, now = new Date()): Promise<SlotBoard> {
  const db = useDatabase()
  const [groups, choices, slots] = await Promise.all([
    db
      .select({ id: screenGroups.id, name: screenGroups.name })
      .from(screenGroups)
      .where(and(eq(screenGroups.stationId, stationId), isNull(screenGroups.archivedAt)))
      .orderBy(asc(screenGroups.name), asc(screenGroups.id)),
    db
      .select({ id: programmes.id, title: programmes.title })
      .from(programmes)
      .where(
        and(eq(programmes.stationId, stationId), isNull(programmes.archivedAt), isNotNull(programmes.publishedVersion)),
      )
      .orderBy(asc(programmes.title), asc(programmes.id)),
    slotsWhere(db, eq(screenGroups.stationId, stationId)),
  ])
  const { special, until } = holidaysAt(now)
  return { today: dayOf(now), groups, programmes: choices, slots, special, specialUntil: until }
}

/** Serializes what changes the slots of a group. @throws AppError `not_found` */
async function lockGroup(tx: Transaction, stationId: string, id: string): Promise<{ name: string }> {
  const [group] = await tx
    .select({ name: screenGroups.name })
    .from(screenGroups)
    .where(and(eq(screenGroups.id, id), eq(screenGroups.stationId, stationId), isNull(screenGroups.archivedAt)))
    .for('update')
  if (!group) throw new AppError('not_found', '没有这个屏组。')
  return group
}

/** @throws AppError `bad_input` at `programmeId` */
async function requirePublished(tx: Transaction, stationId: string, id: string): Promise<string> {
  const [row] = await tx
    .select({ title: programmes.title, archivedAt: programmes.archivedAt, version: programmes.publishedVersion })
    .from(programmes)
    .where(and(eq(programmes.id, id), eq(programmes.stationId, stationId)))
    .for('share')
  const refuse = (message: string) => new AppError('bad_input', undefined, { programmeId: message })
  if (!row) throw refuse('没有这个节目单，请重新选')
  if (row.archivedAt) throw refuse('这个节目单已经归档了，请换一个')
  if (!row.version) throw refuse('这个节目单还没有发布')
  return row.title
}

const slotText = ({ programmeTitle, ...slot }: SlotView) =>
  `${quoted(programmeTitle)}（${weekdaysText(slot.weekdays)} ${hoursText(slot)}）`

/** @throws AppError `bad_input` at `startsAt`, naming both */
async function requireFree(tx: Transaction, slot: SlotView, now: Date): Promise<void> {
  const others = await slotsWhere(tx, eq(programmeSlots.groupId, slot.groupId))
  const clash = firstClash(slot, others, holidaysAt(now).special, dayOf(now))
  if (!clash) return
  const [mine, other] = clash.slots
  throw new AppError('bad_input', '两个节目单撞在同一个时间，没有存。', {
    startsAt: `${slotText(mine)}和${slotText(other)}从 ${momentText(new Date(clash.from))} 起撞在一起。请改时间，或者给其中一个更高的优先。`,
  })
}

const fieldsOf = ({ revision: _revision, ...fields }: EditSlot): SlotFields => fields
const detailOf = (slot: SlotView, group: string) => ({
  title: slot.programmeTitle,
  group,
  when: `${weekdaysText(slot.weekdays)} ${hoursText(slot)}`,
})

/**
 * With the id of one that exists nothing is done (idempotent).
 * @throws AppError `not_found`; `bad_input` at its field, also for a clash
 */
export async function createSlot(by: Actor, { id, groupId, ...fields }: CreateSlot, now = new Date()): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const group = await lockGroup(tx, by.stationId, groupId)
    const programmeTitle = await requirePublished(tx, by.stationId, fields.programmeId)
    const [before] = await tx.select({ id: programmeSlots.id }).from(programmeSlots).where(eq(programmeSlots.id, id))
    if (before) return
    const slot = { id, groupId, ...fields, programmeTitle, revision: 1 }
    await requireFree(tx, slot, now)
    await tx.insert(programmeSlots).values({ id, groupId, ...fields })
    await writeAudit(tx, by, {
      action: 'slot.create',
      subjectType: 'slot',
      subjectId: id,
      detail: detailOf(slot, group.name),
    })
  })
  tell('programme:changed', { stationId: by.stationId })
}

/** The slot under its group's lock. @throws AppError `not_found` */
async function lockSlot(tx: Transaction, stationId: string, id: string) {
  const [found] = await slotsWhere(tx, eq(programmeSlots.id, id))
  if (!found) throw new AppError('not_found', '没有这个时段，可能已经去掉了。')
  const group = await lockGroup(tx, stationId, found.groupId)
  const [slot] = await slotsWhere(tx, eq(programmeSlots.id, id))
  if (!slot) throw new AppError('not_found', '没有这个时段，可能已经去掉了。')
  return { slot, group }
}

/** @throws AppError `not_found`; `bad_input` at its field, also for a clash; `conflict` when changed since */
export async function editSlot(by: Actor, id: string, input: EditSlot, now = new Date()): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const { slot, group } = await lockSlot(tx, by.stationId, id)
    const fields = fieldsOf(input)
    const { programmeTitle, id: _id, groupId, revision, ...before } = slot
    if (sameValue({ ...before, ...fields }, before)) return
    if (revision !== input.revision) throw staleRow({ ...before, revision })
    const title =
      fields.programmeId === before.programmeId
        ? programmeTitle
        : await requirePublished(tx, by.stationId, fields.programmeId)
    const next = { ...slot, ...fields, programmeTitle: title }
    await requireFree(tx, next, now)
    await tx
      .update(programmeSlots)
      .set({ ...fields, revision: sql`${programmeSlots.revision} + 1` })
      .where(and(eq(programmeSlots.id, id), eq(programmeSlots.groupId, groupId)))
    await writeAudit(tx, by, {
      action: 'slot.edit',
      subjectType: 'slot',
      subjectId: id,
      detail: detailOf(next, group.name),
    })
  })
  tell('programme:changed', { stationId: by.stationId })
}

/** @throws AppError `not_found`; `conflict` when changed since */
export async function removeSlot(by: Actor, id: string, seen: { revision: number }): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const { slot, group } = await lockSlot(tx, by.stationId, id)
    if (slot.revision !== seen.revision) throw new AppError('conflict', '别人刚刚改过这个时段，没有去掉。请再看一眼。')
    await tx.delete(programmeSlots).where(eq(programmeSlots.id, id))
    await writeAudit(tx, by, {
      action: 'slot.delete',
      subjectType: 'slot',
      subjectId: id,
      detail: detailOf(slot, group.name),
    })
  })
  tell('programme:changed', { stationId: by.stationId })
}
