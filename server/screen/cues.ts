/** What a docent cues on a group of screens. Changed under the lock of the group's row, on whichever node. */
import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { groupStates, members, programmes, programmeVersions, screenGroups } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { shownName } from '#server/member/names.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { AppError } from '#shared/errors.ts'
import { type Cue, type Press, pressCue, startCue } from '#shared/programme/cue.ts'
import type { CueNews, Driver, GroupView, StartableProgramme } from '#shared/programme/group.ts'
import type { Programme } from '#shared/programme/scene.ts'
import { listGroups } from './groups.ts'

interface Held {
  epoch: number
  cue: Cue | null
  driver: Driver | null
}
const NOTHING: Held = { epoch: 0, cue: null, driver: null }

/** The cue of a group; null while the time of day decides. */
export async function readCue(groupId: string): Promise<Cue | null> {
  const [row] = await useDatabase()
    .select({ cue: groupStates.cue })
    .from(groupStates)
    .where(eq(groupStates.groupId, groupId))
  return row?.cue ?? null
}

const driverFields = { id: members.id, name: shownName }

async function readHeld(groupId: string): Promise<Held> {
  const [row] = await useDatabase()
    .select({ epoch: groupStates.epoch, cue: groupStates.cue, driver: driverFields })
    .from(groupStates)
    .leftJoin(members, eq(members.id, groupStates.driverId))
    .where(eq(groupStates.groupId, groupId))
  return row ?? NOTHING
}

/** The programmes of a station that have a published version. */
async function listStartable(stationId: string): Promise<StartableProgramme[]> {
  const rows = await useDatabase()
    .select({ id: programmes.id, title: programmeVersions.title, scenes: programmeVersions.scenes })
    .from(programmes)
    .innerJoin(
      programmeVersions,
      and(eq(programmeVersions.programmeId, programmes.id), eq(programmeVersions.number, programmes.publishedVersion)),
    )
    .where(
      and(eq(programmes.stationId, stationId), isNull(programmes.archivedAt), isNotNull(programmes.publishedVersion)),
    )
    .orderBy(asc(programmeVersions.title), asc(programmes.id))
  return rows.map(({ scenes, ...row }) => ({
    ...row,
    scenes: scenes.length,
    seconds: scenes.reduce((sum, scene) => sum + scene.seconds, 0),
  }))
}

/** All that a docent's console shows of a group. @throws AppError `not_found` */
export async function readGroupView(stationId: string, groupId: string): Promise<GroupView> {
  const [{ groups }, held, startable] = await Promise.all([
    listGroups(stationId),
    readHeld(groupId),
    listStartable(stationId),
  ])
  const found = groups.find(({ id }) => id === groupId)
  if (!found) throw new AppError('not_found', '没有这个屏组，可能已经删除。')
  const { id, name, revision, screens } = found
  return {
    group: { id, name, revision, screens },
    cue: held.cue,
    driver: held.driver,
    epoch: held.epoch,
    programmes: startable,
  }
}

/** The group's state, locked; made where there is none. @throws AppError `not_found` for a group of another station */
async function lockState(tx: Transaction, stationId: string, groupId: string) {
  const [group] = await tx
    .select({ name: screenGroups.name })
    .from(screenGroups)
    .where(and(eq(screenGroups.id, groupId), eq(screenGroups.stationId, stationId), isNull(screenGroups.archivedAt)))
    .for('share')
  if (!group) throw new AppError('not_found', '没有这个屏组，可能已经删除。')
  await tx.insert(groupStates).values({ groupId }).onConflictDoNothing()
  const [state] = await tx.select().from(groupStates).where(eq(groupStates.groupId, groupId)).for('update')
  if (!state) throw new AppError('not_found')
  return { name: group.name, epoch: state.epoch, cue: state.cue, driverId: state.driverId }
}

/** @throws AppError `conflict` when the tour that was seen is over, or another one has begun */
function requireEpoch(held: { epoch: number }, epoch: number): void {
  if (held.epoch !== epoch) throw new AppError('conflict', '这一场已经结束，或者已经重新开始，请看现在的画面。')
}

/** @throws AppError `conflict` when somebody else drives */
function requireDriver(held: { cue: Cue | null; driverId: string | null }, member: CurrentMember): void {
  if (held.cue && held.driverId !== member.id)
    throw new AppError('conflict', '现在由另一位讲解员带着这组屏。要接手，请按“我来带”。')
}

async function readPublished(tx: Transaction, stationId: string, programmeId: string): Promise<Programme> {
  const [row] = await tx
    .select({
      id: programmes.id,
      version: programmeVersions.number,
      title: programmeVersions.title,
      scenes: programmeVersions.scenes,
    })
    .from(programmes)
    .innerJoin(
      programmeVersions,
      and(eq(programmeVersions.programmeId, programmes.id), eq(programmeVersions.number, programmes.publishedVersion)),
    )
    .where(and(eq(programmes.id, programmeId), eq(programmes.stationId, stationId), isNull(programmes.archivedAt)))
  if (!row) throw new AppError('bad_input', undefined, { programmeId: '没有这个节目单，或者它还没有发布' })
  return row
}

type Change = { epoch?: number; cue: Cue | null; driverId: string | null }

/** Runs a change of the group's state, and tells of it. `undefined`: nothing changes. */
async function change(
  member: CurrentMember,
  groupId: string,
  decide: (tx: Transaction, held: Awaited<ReturnType<typeof lockState>>) => Promise<Change | undefined>,
): Promise<CueNews> {
  const changed = await useDatabase().transaction(async (tx) => {
    const held = await lockState(tx, member.stationId, groupId)
    const next = await decide(tx, held)
    if (next)
      await tx
        .update(groupStates)
        .set({ ...next, changedAt: new Date() })
        .where(eq(groupStates.groupId, groupId))
    return next !== undefined
  })
  const { epoch, cue, driver } = await readHeld(groupId)
  const news: CueNews = { groupId, epoch, cue, driver }
  if (changed) tell('group:cued', news)
  return news
}

/**
 * Starts a programme on the group; the member drives.
 * @throws AppError `not_found`; `bad_input` at `programmeId`; `conflict` when somebody else drives, or has just started
 */
export function startProgramme(
  member: CurrentMember,
  { groupId, programmeId, epoch }: { groupId: string; programmeId: string; epoch: number },
  now = Date.now(),
): Promise<CueNews> {
  return change(member, groupId, async (tx, held) => {
    requireEpoch(held, epoch)
    requireDriver(held, member)
    const programme = await readPublished(tx, member.stationId, programmeId)
    await writeAudit(tx, member, {
      action: 'group.start',
      subjectType: 'group',
      subjectId: groupId,
      detail: { name: held.name, title: programme.title },
    })
    return { epoch: held.epoch + 1, cue: startCue(programme, held.epoch + 1, now), driverId: member.id }
  })
}

/** @throws AppError `not_found`; `conflict` */
export function press(
  member: CurrentMember,
  { groupId, epoch, press: pressed }: { groupId: string; epoch: number; press: Press },
  now = Date.now(),
): Promise<CueNews> {
  return change(member, groupId, async (_tx, held) => {
    requireEpoch(held, epoch)
    if (!held.cue) throw new AppError('conflict', '这一场已经结束，请重新开始。')
    requireDriver(held, member)
    const cue = pressCue(held.cue, pressed, now)
    return cue === held.cue ? undefined : { cue, driverId: held.driverId }
  })
}

/** Ends the tour: the time of day decides again. Repeating it is no error. @throws AppError `not_found`; `conflict` */
export function endProgramme(
  member: CurrentMember,
  { groupId, epoch }: { groupId: string; epoch: number },
): Promise<CueNews> {
  return change(member, groupId, async (tx, held) => {
    if (!held.cue && held.epoch === epoch + 1) return undefined
    requireEpoch(held, epoch)
    if (!held.cue) return undefined
    requireDriver(held, member)
    await writeAudit(tx, member, {
      action: 'group.end',
      subjectType: 'group',
      subjectId: groupId,
      detail: { name: held.name, title: held.cue.programme.title },
    })
    return { epoch: held.epoch + 1, cue: null, driverId: null }
  })
}

/**
 * The member drives from now on: handed over by pressing it on one's own console while the other one looks on.
 * @throws AppError `not_found`; `conflict` when the tour is over
 */
export function takeOver(
  member: CurrentMember,
  { groupId, epoch }: { groupId: string; epoch: number },
): Promise<CueNews> {
  return change(member, groupId, async (tx, held) => {
    requireEpoch(held, epoch)
    if (!held.cue || held.driverId === member.id) return undefined
    await writeAudit(tx, member, {
      action: 'group.take_over',
      subjectType: 'group',
      subjectId: groupId,
      detail: { name: held.name, title: held.cue.programme.title },
    })
    return { cue: held.cue, driverId: member.id }
  })
}
