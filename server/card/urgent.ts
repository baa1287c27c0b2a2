/** The newest urgent card: shown full-screen on the hall's screens and at the top of the site. */
import { and, desc, eq, gt, gte, isNull, or, type SQL } from 'drizzle-orm'
import { useLibrary } from '#server/content/library.ts'
import { useDatabase } from '#server/database/client.ts'
import { cards, cardVersions } from '#server/database/schema/index.ts'
import { URGENT_MS, urgentUntil } from '#shared/card/card.ts'
import type { UrgentCard, UrgentScene } from '#shared/card/view.ts'
import { dayOf, endOfDay } from '#shared/station.ts'

/** Longest example of a scammer's words that is readable from across the hall, in characters. */
const SAID_MAX = 60

/** Rule and picture of a scam type; if it cannot be read, the warning is sent without them. */
async function typeOf(scamType: string | null): Promise<{ rule: string | null; scene: UrgentScene | null }> {
  const scam = await useLibrary().then(
    ({ scamById }) => (scamType ? scamById.get(scamType) : undefined),
    () => undefined,
  )
  if (!scam) return { rule: null, scene: null }
  const { picture, pictureAlt, doNow } = scam
  const said = scam.script.find(({ who, text }) => who === 'scammer' && text.length <= SAID_MAX)?.text
  return { rule: scam.rule, scene: said ? { picture, pictureAlt, said, doNow } : null }
}

async function newest(stationId: string, now: Date, where: SQL | undefined) {
  const [row] = await useDatabase()
    .select({
      id: cards.id,
      title: cardVersions.title,
      headline: cardVersions.headline,
      scamType: cardVersions.scamType,
      publishedAt: cards.publishedAt,
      screensUntil: cards.screensUntil,
      expiresOn: cardVersions.expiresOn,
    })
    .from(cards)
    .innerJoin(cardVersions, and(eq(cardVersions.cardId, cards.id), eq(cardVersions.number, cards.publishedVersion)))
    .where(
      and(
        eq(cards.stationId, stationId),
        eq(cards.urgent, true),
        isNull(cards.withdrawnAt),
        where,
        gte(cardVersions.expiresOn, dayOf(now)),
      ),
    )
    .orderBy(desc(cards.publishedAt), desc(cards.id))
    .limit(1)
  if (!row) return undefined
  const { publishedAt, expiresOn, screensUntil, scamType, ...words } = row
  // Both are set for every published version.
  if (!publishedAt || !expiresOn) return undefined
  const card: Omit<UrgentCard, 'until'> = { ...words, ...(await typeOf(scamType)), publishedAt: publishedAt.getTime() }
  return { card, publishedAt, screensUntil, expiresOn }
}

/** The card that takes over the hall's screens now. */
export async function readScreenUrgent(stationId: string, now = new Date()): Promise<UrgentCard | null> {
  const found = await newest(stationId, now, gt(cards.screensUntil, now))
  if (!found?.screensUntil) return null
  return { ...found.card, until: Math.min(found.screensUntil.getTime(), endOfDay(found.expiresOn)) }
}

/** The card at the top of the site: the newest of the last day, or one that the screens still show. */
export async function readUrgent(stationId: string, now = new Date()): Promise<UrgentCard | null> {
  const fresh = gt(cards.publishedAt, new Date(now.getTime() - URGENT_MS))
  const found = await newest(stationId, now, or(fresh, gt(cards.screensUntil, now)))
  return found ? { ...found.card, until: urgentUntil(found) } : null
}
