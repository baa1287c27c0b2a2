/** The police room's names and legal lines. */
import { asc, eq } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { stations } from '#server/database/schema/index.ts'
import { changedFields } from '#shared/changed-fields.ts'
import { AppError } from '#shared/errors.ts'
import type { Station } from '#shared/member/station.ts'
import { writeAudit } from './audit.ts'
import type { CurrentMember } from './session.ts'

const columns = {
  name: stations.name,
  hallName: stations.hallName,
  icpNumber: stations.icpNumber,
  policeFiling: stations.policeFiling,
}

/**
 * The station of this site: the first one. All public pages use this function; if one server should ever serve several
 * stations, only this function has to distinguish their hosts.
 * @returns undefined before the first-run setup
 */
export async function siteStation(): Promise<(Station & { id: string }) | undefined> {
  const [station] = await useDatabase()
    .select({ id: stations.id, ...columns })
    .from(stations)
    .orderBy(asc(stations.createdAt), asc(stations.id))
    .limit(1)
  return station
}

/** The data of the station shown on public pages. */
export async function readPublicStation(): Promise<Station | undefined> {
  const station = await siteStation()
  if (!station) return undefined
  const { id: _id, ...lines } = station
  return lines
}

export async function readStation(by: CurrentMember): Promise<Station> {
  const [station] = await useDatabase().select(columns).from(stations).where(eq(stations.id, by.stationId))
  if (!station) throw new AppError('not_found')
  return station
}

/** @returns the station after the update; the audit log names the fields that changed. */
export async function editStation(by: CurrentMember, input: Station): Promise<Station> {
  return useDatabase().transaction(async (tx) => {
    const [before] = await tx.select(columns).from(stations).where(eq(stations.id, by.stationId)).for('update')
    if (!before) throw new AppError('not_found')
    const changed = changedFields(before, input)
    if (changed.length === 0) return before
    await tx.update(stations).set(input).where(eq(stations.id, by.stationId))
    await writeAudit(tx, by, {
      action: 'station.edit',
      subjectType: 'station',
      subjectId: by.stationId,
      detail: { name: input.name, changed },
    })
    return input
  })
}
