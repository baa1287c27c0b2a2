/** The picture of the station: on every page, on paper and on home screens. */
import { eq, sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import { decodeLogo } from '#server/card/decode-logo.ts'
import { useDatabase } from '#server/database/client.ts'
import { stations } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { readStation } from '#server/member/station.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import type { StationSettings } from '#shared/member/station.ts'

/** @param revision of the station as the page showed it */
async function store(by: CurrentMember, revision: number, logo: Buffer | null): Promise<StationSettings> {
  const stale = await useDatabase().transaction(async (tx) => {
    const [before] = await tx
      .select({ name: stations.name, logoId: stations.logoId, revision: stations.revision })
      .from(stations)
      .where(eq(stations.id, by.stationId))
      .for('update')
    if (!before) throw new AppError('not_found')
    // A retry after a lost answer.
    if (!logo && !before.logoId) return false
    if (before.revision !== revision) return true
    await tx
      .update(stations)
      .set({ logo, logoId: logo && v7(), revision: sql`${stations.revision} + 1` })
      .where(eq(stations.id, by.stationId))
    await writeAudit(tx, by, {
      action: 'station.edit',
      subjectType: 'station',
      subjectId: by.stationId,
      detail: { name: before.name, changed: ['logo'] },
    })
    return false
  })
  const now = await readStation(by)
  if (stale) throw staleRow(now, '警务室的资料或图标刚刚改过，这一步没有做。请看一眼现在的图，再按一次。')
  return now
}

/**
 * @throws AppError `bad_input` at `picture`; `conflict` when somebody else has saved since; `too_many`; `unavailable`
 */
export const setLogo = async (by: CurrentMember, revision: number, file: Uint8Array) =>
  store(by, revision, await decodeLogo(file))
/** @throws AppError `conflict` when somebody else has saved since */
export const removeLogo = (by: CurrentMember, revision: number) => store(by, revision, null)

/** PNG. @throws AppError `not_found` */
export async function readLogo(id: string): Promise<Buffer> {
  const [row] = await useDatabase().select({ logo: stations.logo }).from(stations).where(eq(stations.logoId, id))
  if (!row?.logo) throw new AppError('not_found', '没有这张图片。')
  return Buffer.from(row.logo)
}
