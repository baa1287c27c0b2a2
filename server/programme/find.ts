/** Looking up programmes, and what each use case needs of them. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { type Executor, type Transaction, useDatabase } from '#server/database/client.ts'
import { programmeSlots, programmes, programmeVersions, screenGroups } from '#server/database/schema/index.ts'
import { sameValue } from '#shared/edits.ts'
import { AppError } from '#shared/errors.ts'
import type { Scene } from '#shared/programme/scene.ts'
import type { ProgrammeDetail } from '#shared/programme/view.ts'

export interface Actor {
  id: string
  stationId: string
}

export type ProgrammeRow = typeof programmes.$inferSelect

/** Keys of JSON come back from the database in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
export const sameScenes = (one: readonly Scene[], other: readonly Scene[]): boolean =>
  sameValue(sorted(one), sorted(other))

/** @throws AppError `not_found` */
export async function lockProgramme(tx: Transaction, stationId: string, id: string): Promise<ProgrammeRow> {
  const [row] = await tx
    .select()
    .from(programmes)
    .where(and(eq(programmes.id, id), eq(programmes.stationId, stationId)))
    .for('update')
  if (!row) throw new AppError('not_found', '没有这个节目单。')
  return row
}

/** Names of the groups on which each programme has a slot. */
export async function groupsOf(stationId: string, db: Executor = useDatabase()): Promise<Map<string, string[]>> {
  const rows = await db
    .selectDistinct({ programmeId: programmeSlots.programmeId, name: screenGroups.name })
    .from(programmeSlots)
    .innerJoin(screenGroups, eq(screenGroups.id, programmeSlots.groupId))
    .where(and(eq(screenGroups.stationId, stationId), isNull(screenGroups.archivedAt)))
    .orderBy(asc(screenGroups.name))
  const groups = new Map<string, string[]>()
  for (const { programmeId, name } of rows) groups.set(programmeId, [...(groups.get(programmeId) ?? []), name])
  return groups
}

/** All programmes of a station with what they last published, the newest first. */
export async function readProgrammes(stationId: string, id?: string): Promise<ProgrammeDetail[]> {
  const [rows, groups] = await Promise.all([
    useDatabase()
      .select({ row: programmes, published: { title: programmeVersions.title, scenes: programmeVersions.scenes } })
      .from(programmes)
      .leftJoin(
        programmeVersions,
        and(
          eq(programmeVersions.programmeId, programmes.id),
          eq(programmeVersions.number, programmes.publishedVersion),
        ),
      )
      .where(and(eq(programmes.stationId, stationId), id ? eq(programmes.id, id) : undefined))
      .orderBy(sql`${programmes.id} desc`),
    groupsOf(stationId),
  ])
  return rows.map(({ row, published }) => ({
    id: row.id,
    title: row.title,
    scenes: row.scenes,
    revision: row.revision,
    publishedVersion: row.publishedVersion,
    changed: !published || published.title !== row.title || !sameScenes(published.scenes, row.scenes),
    archived: row.archivedAt !== null,
    groups: groups.get(row.id) ?? [],
  }))
}

/** @throws AppError `not_found` */
export async function readProgramme(stationId: string, id: string): Promise<ProgrammeDetail> {
  const [found] = await readProgrammes(stationId, id)
  if (!found) throw new AppError('not_found', '没有这个节目单。')
  return found
}
