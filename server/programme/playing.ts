/** What the screens of a group play by the time of day. */
import { and, asc, eq, gte, isNull, or } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { programmeSlots, programmes, programmeVersions } from '#server/database/schema/index.ts'
import type { Playlist } from '#shared/programme/playing.ts'
import { dayAfter } from '#shared/programme/running.ts'
import type { Programme } from '#shared/programme/scene.ts'
import { dayOf } from '#shared/station.ts'
import { holidaysAt } from './holidays.ts'

/** The slots of a group that are not over, with what was published; undefined: it has none. */
export async function readPlaylist(groupId: string, now = new Date()): Promise<Playlist | undefined> {
  // A run may have begun yesterday.
  const yesterday = dayAfter(dayOf(now), -1)
  const rows = await useDatabase()
    .select({
      slot: {
        id: programmeSlots.id,
        programmeId: programmeSlots.programmeId,
        weekdays: programmeSlots.weekdays,
        startsAt: programmeSlots.startsAt,
        endsAt: programmeSlots.endsAt,
        validFrom: programmeSlots.validFrom,
        validUntil: programmeSlots.validUntil,
        days: programmeSlots.days,
        priority: programmeSlots.priority,
      },
      version: { number: programmeVersions.number, title: programmeVersions.title, scenes: programmeVersions.scenes },
    })
    .from(programmeSlots)
    .innerJoin(programmes, eq(programmes.id, programmeSlots.programmeId))
    .innerJoin(
      programmeVersions,
      and(eq(programmeVersions.programmeId, programmes.id), eq(programmeVersions.number, programmes.publishedVersion)),
    )
    .where(
      and(
        eq(programmeSlots.groupId, groupId),
        isNull(programmes.archivedAt),
        or(isNull(programmeSlots.validUntil), gte(programmeSlots.validUntil, yesterday)),
      ),
    )
    .orderBy(asc(programmeSlots.id))
  if (rows.length === 0) return undefined
  const playing = new Map<string, Programme>(
    rows.map(({ slot: { programmeId: id }, version: { number, title, scenes } }) => [
      id,
      { id, version: number, title, scenes },
    ]),
  )
  const slots = rows.map(({ slot }) => slot)
  return {
    slots,
    programmes: [...playing.values()],
    special: slots.some(({ days }) => days !== 'all') ? holidaysAt(now).special : {},
  }
}
