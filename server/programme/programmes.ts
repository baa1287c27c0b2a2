/** Writing programmes: a draft that members edit, and append-only versions that screens show. */
import { and, eq, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { useDatabase } from '#server/database/client.ts'
import { programmes, programmeVersions } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import type { CreateProgramme, SaveProgramme } from '#shared/programme/input.ts'
import type { ProgrammeDetail, ProgrammeSummary } from '#shared/programme/view.ts'
import {
  type Actor,
  groupsOf,
  lockProgramme,
  type ProgrammeRow,
  readProgramme,
  readProgrammes,
  sameScenes,
} from './find.ts'
import { storedMedia } from './media.ts'
import { unshowable } from './references.ts'
import { quoted } from '#shared/quoted.ts'

const subject = (id: string) => ({ subjectType: 'programme', subjectId: id })

export async function listProgrammes(stationId: string): Promise<ProgrammeSummary[]> {
  return (await readProgrammes(stationId)).map(({ scenes, ...programme }) => ({
    ...programme,
    scenes: scenes.length,
    seconds: scenes.reduce((sum, { seconds }) => sum + seconds, 0),
  }))
}

async function requireShowable(by: Actor, scenes: ProgrammeRow['scenes'], now: Date): Promise<void> {
  const media = new Set((await storedMedia(by.stationId)).map(({ id }) => id))
  const fields = await unshowable(scenes, media, now)
  if (Object.keys(fields).length) throw new AppError('bad_input', '有的场景放不了，请照提示改。', fields)
}

const rowOf = ({ title, scenes, revision }: ProgrammeRow) => ({ title, scenes, revision })

/**
 * Makes a draft, empty or with the scenes of another programme; with the id of one that exists it returns that one
 * (idempotent). @throws AppError `not_found` for the one to copy
 */
export async function createProgramme(by: Actor, { id, title, copyOf }: CreateProgramme): Promise<{ id: string }> {
  await useDatabase().transaction(async (tx) => {
    const scenes = copyOf ? (await lockProgramme(tx, by.stationId, copyOf)).scenes : []
    const made = await tx
      .insert(programmes)
      .values({ id, stationId: by.stationId, title, scenes })
      .onConflictDoNothing()
      .returning({ id: programmes.id })
    if (made.length === 0) return void (await lockProgramme(tx, by.stationId, id))
    await writeAudit(tx, by, { action: 'programme.create', ...subject(id), detail: { title } })
  })
  return { id }
}

/**
 * Saves the draft; screens go on with what was published.
 * @throws AppError `not_found`; `bad_input` at the fields of scenes that cannot be shown; `conflict` when somebody else
 * has saved since
 */
export async function saveProgramme(
  by: Actor,
  id: string,
  { title, scenes, revision }: SaveProgramme,
  now = new Date(),
): Promise<ProgrammeDetail> {
  await requireShowable(by, scenes, now)
  await useDatabase().transaction(async (tx) => {
    const row = await lockProgramme(tx, by.stationId, id)
    if (row.archivedAt) throw new AppError('conflict', '这个节目单已经归档了，要改请先恢复。')
    // A retry after a lost answer, or saved without a change.
    if (row.title === title && sameScenes(row.scenes, scenes)) return
    if (row.revision !== revision) throw staleRow(rowOf(row))
    await tx
      .update(programmes)
      .set({ title, scenes, revision: sql`${programmes.revision} + 1` })
      .where(eq(programmes.id, id))
    await writeAudit(tx, by, { action: 'programme.edit', ...subject(id), detail: { title, scenes: scenes.length } })
  })
  return readProgramme(by.stationId, id)
}

/**
 * Makes a version of the draft, which screens show once they have all of it.
 * @throws AppError `not_found`; `bad_input` at the fields of scenes that cannot be shown, or without scenes;
 * `conflict` when somebody else has saved since
 */
export async function publishProgramme(
  by: Actor,
  id: string,
  { revision }: { revision: number },
  now = new Date(),
): Promise<ProgrammeDetail> {
  const seen = await readProgramme(by.stationId, id)
  if (seen.scenes.length === 0) throw new AppError('bad_input', '节目单里还没有场景。', { scenes: '请先加一个场景' })
  await requireShowable(by, seen.scenes, now)
  await useDatabase().transaction(async (tx) => {
    const row = await lockProgramme(tx, by.stationId, id)
    if (row.archivedAt) throw new AppError('conflict', '这个节目单已经归档了，要发布请先恢复。')
    if (row.revision !== revision || seen.revision !== revision) throw staleRow(rowOf(row))
    const [newest] = await tx
      .select({ title: programmeVersions.title, scenes: programmeVersions.scenes })
      .from(programmeVersions)
      .where(and(eq(programmeVersions.programmeId, id), eq(programmeVersions.number, row.publishedVersion ?? 0)))
    if (newest && newest.title === row.title && sameScenes(newest.scenes, row.scenes)) return
    const number = (row.publishedVersion ?? 0) + 1
    await tx
      .insert(programmeVersions)
      .values({ programmeId: id, number, title: row.title, scenes: row.scenes, savedBy: by.id, savedAt: now })
    await tx.update(programmes).set({ publishedVersion: number }).where(eq(programmes.id, id))
    await writeAudit(tx, by, { action: 'programme.publish', ...subject(id), detail: { title: row.title, number } })
  })
  tell('programme:changed', { stationId: by.stationId })
  return readProgramme(by.stationId, id)
}

/** Puts it aside; nothing is deleted. @throws AppError `not_found`; `conflict` while it has slots, or changed since */
export async function archiveProgramme(
  by: Actor,
  id: string,
  { revision }: { revision: number },
  now = new Date(),
): Promise<void> {
  await setArchived('archive', by, id, now, revision)
}
/** @throws AppError `not_found` */
export async function restoreProgramme(by: Actor, id: string): Promise<void> {
  await setArchived('restore', by, id, null)
}

async function setArchived(
  verb: 'archive' | 'restore',
  by: Actor,
  id: string,
  archivedAt: Date | null,
  seen?: number,
): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const row = await lockProgramme(tx, by.stationId, id)
    if ((row.archivedAt === null) === (archivedAt === null)) return
    if (seen !== undefined && row.revision !== seen)
      throw staleRow(rowOf(row), '别人刚刚改过它，没有归档。请再看一眼。')
    const groups = (await groupsOf(by.stationId, tx)).get(id) ?? []
    if (archivedAt && groups.length)
      throw new AppError('conflict', `${quoted(row.title)}还在${groups.join('、')}放。请先去掉那里的时段，再归档。`)
    await tx.update(programmes).set({ archivedAt }).where(eq(programmes.id, id))
    await writeAudit(tx, by, { action: `programme.${verb}`, ...subject(id), detail: { title: row.title } })
  })
  tell('programme:changed', { stationId: by.stationId })
}
