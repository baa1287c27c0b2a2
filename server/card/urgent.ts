/** The newest urgent card: shown full-screen on the hall's screens and at the top of the site. */
import { and, desc, eq, gt, gte, isNull } from 'drizzle-orm'
import { useLibrary } from '#server/content/library.ts'
import { useDatabase } from '#server/database/client.ts'
import { cards, cardVersions } from '#server/database/schema/index.ts'
import { URGENT_MS, urgentUntil } from '#shared/card/card.ts'
import type { UrgentCard } from '#shared/card/view.ts'
import { dayOf } from '#shared/station.ts'

/** The one-line rule of a scam type; if it cannot be read, the warning is sent without it. */
async function ruleOf(scamType: string | null): Promise<string | null> {
  if (!scamType) return null
  return useLibrary().then(
    ({ scamById }) => scamById.get(scamType)?.rule ?? null,
    () => null,
  )
}

export async function readUrgent(stationId: string, now = new Date()): Promise<UrgentCard | null> {
  const [row] = await useDatabase()
    .select({
      id: cards.id,
      title: cardVersions.title,
      headline: cardVersions.headline,
      scamType: cardVersions.scamType,
      publishedAt: cards.publishedAt,
      expiresOn: cardVersions.expiresOn,
    })
    .from(cards)
    .innerJoin(cardVersions, and(eq(cardVersions.cardId, cards.id), eq(cardVersions.number, cards.publishedVersion)))
    .where(
      and(
        eq(cards.stationId, stationId),
        eq(cards.urgent, true),
        isNull(cards.withdrawnAt),
        gt(cards.publishedAt, new Date(now.getTime() - URGENT_MS)),
        gte(cardVersions.expiresOn, dayOf(now)),
      ),
    )
    .orderBy(desc(cards.publishedAt), desc(cards.id))
    .limit(1)
  if (!row) return null
  const { publishedAt, expiresOn, scamType, ...words } = row
  // Both are set for every published version.
  if (!publishedAt || !expiresOn) return null
  return {
    ...words,
    rule: await ruleOf(scamType),
    publishedAt: publishedAt.getTime(),
    until: urgentUntil({ urgentAt: publishedAt, expiresOn }),
  }
}
