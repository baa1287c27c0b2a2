/** The police room: what an admin has written about it, and what everybody sees of it. */
import { asc, eq, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { one } from '#server/database/one.ts'
import { stations } from '#server/database/schema/index.ts'
import { changedFields } from '#shared/changed-fields.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import { type Station, type StationFields, type StationSettings } from '#shared/member/station.ts'
import { namesOf, UNNAMED_STATION } from '#shared/member/station-names.ts'
import type { StationEdit } from '#shared/member/station-input.ts'
import { writeAudit } from './audit.ts'
import type { CurrentMember } from './session.ts'

/** All but the bytes of the logo. */
const columns = {
  name: stations.name,
  hallName: stations.hallName,
  allianceName: stations.allianceName,
  shortName: stations.shortName,
  placeName: stations.placeName,
  population: stations.population,
  hallArea: stations.hallArea,
  about: stations.about,
  telephone: stations.telephone,
  address: stations.address,
  checkHint: stations.checkHint,
  icpNumber: stations.icpNumber,
  policeFiling: stations.policeFiling,
}
const settings = { ...columns, logoId: stations.logoId, revision: stations.revision }

const logoPath = (id: string | null) => id && `/api/station/logo/${id}`

/** What a row of `settings` is to everybody. */
function publicView({ logoId, ...fields }: StationFields & { logoId: string | null }): Station {
  return { ...fields, ...namesOf(fields), logo: logoPath(logoId) }
}

/**
 * The station of this site: the first one. All public pages use this function; if one server should ever serve several
 * stations, only this function has to distinguish their hosts.
 * @returns undefined before the first-run setup
 */
export async function siteStation(): Promise<(Station & { id: string }) | undefined> {
  const [row] = await useDatabase()
    .select({ id: stations.id, logoId: stations.logoId, ...columns })
    .from(stations)
    .orderBy(asc(stations.createdAt), asc(stations.id))
    .limit(1)
  if (!row) return undefined
  const { id, ...fields } = row
  return { id, ...publicView(fields) }
}

/** The data of the station shown on public pages; placeholders until the first-run setup. */
export async function readPublicStation(): Promise<Station> {
  const station = await siteStation()
  if (!station) return UNNAMED_STATION
  const { id: _id, ...shown } = station
  return shown
}

/** A station by its id, as everybody sees it: for its screens and for paper. @throws AppError `not_found` */
export async function getStation(id: string): Promise<Station> {
  const [row] = await useDatabase()
    .select({ logoId: stations.logoId, ...columns })
    .from(stations)
    .where(eq(stations.id, id))
  if (!row) throw new AppError('not_found')
  return publicView(row)
}

const settingsView = ({ logoId, ...fields }: StationFields & { logoId: string | null; revision: number }) => ({
  ...fields,
  logo: logoPath(logoId),
})

export async function readStation(by: CurrentMember): Promise<StationSettings> {
  const [row] = await useDatabase().select(settings).from(stations).where(eq(stations.id, by.stationId))
  if (!row) throw new AppError('not_found')
  return settingsView(row)
}

/**
 * @returns the station after the update; the audit log names the fields that changed.
 * @throws AppError `conflict` when somebody else has saved since the form was opened
 */
export async function editStation(by: CurrentMember, { revision, ...fields }: StationEdit): Promise<StationSettings> {
  return useDatabase().transaction(async (tx) => {
    const [before] = await tx.select(settings).from(stations).where(eq(stations.id, by.stationId)).for('update')
    if (!before) throw new AppError('not_found')
    const changed = changedFields(before, fields)
    // A retry after a lost answer, or nothing was changed: the revision stays, so other forms do not get a conflict.
    if (changed.length === 0) return settingsView(before)
    if (before.revision !== revision) throw staleRow(settingsView(before))
    const after = await tx
      .update(stations)
      .set({ ...fields, revision: sql`${stations.revision} + 1` })
      .where(eq(stations.id, by.stationId))
      .returning(settings)
    await writeAudit(tx, by, {
      action: 'station.edit',
      subjectType: 'station',
      subjectId: by.stationId,
      detail: { name: fields.name, changed },
    })
    return settingsView(one(after))
  })
}
