/** Which cards does a station have, and what is the state of each? */
import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { useDatabase } from '#server/database/client.ts'
import { members } from '#server/database/schema/index.ts'
import { shownNameOf } from '#server/member/names.ts'
import type { CardSummary } from '#shared/card/view.ts'

/** Limit, more than a station writes in years; the list is not paged. */
const LIMIT = 500

const author = alias(members, 'm')

/** Last saved first, discarded ones last. Cards that wait for review are never cut off by the limit. */
export async function listCards(stationId: string): Promise<CardSummary[]> {
  return useDatabase().execute<CardSummary & Record<string, unknown>>(sql`
    select c.id, v.kind, v.title, v.headline, c.author_id as "authorId", ${shownNameOf(author)} as "authorName",
      c.stage, c.published_version as "publishedVersion",
      c.withdrawn_at is not null as withdrawn, c.discarded_at is not null as discarded,
      p.expires_on::text as "expiresOn",
      c.urgent,
      to_char(v.saved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "savedAt",
      (select count(*)::int from card_comments k where k.card_id = c.id) as comments
    from cards c
    join card_versions v on v.card_id = c.id and v.number = c.version
    left join card_versions p on p.card_id = c.id and p.number = c.published_version
    join members m on m.id = c.author_id
    where c.station_id = ${stationId}
    order by c.discarded_at is not null, c.stage = 'submitted' desc, v.saved_at desc, c.id desc
    limit ${LIMIT}`)
}
