/** Published cards as anyone may read them: without names, and without withdrawn or expired cards. */
import { and, desc, eq, gte, isNull, type SQL } from 'drizzle-orm'
import { useLibrary } from '#server/content/library.ts'
import { useDatabase } from '#server/database/client.ts'
import { cards, cardVersions, members } from '#server/database/schema/index.ts'
import { siteStation } from '#server/member/station.ts'
import { urgentUntil } from '#shared/card/card.ts'
import { renderMarkdown } from '#shared/card/markdown.ts'
import type { PublicCard, PublicCardList, PublicCardPage } from '#shared/card/view.ts'
import { AppError } from '#shared/errors.ts'
import { ROLE_LABELS } from '#shared/member/role.ts'
import { dayOf } from '#shared/station.ts'
import { picturesOf } from './find.ts'
import { readUrgent } from './urgent.ts'

/** Limit: more than anyone would read on one page. */
const LIMIT = 200

const published = cardVersions
/** Columns of the version that is public now. */
export const isShown = (today: string): SQL | undefined =>
  and(isNull(cards.withdrawnAt), gte(published.expiresOn, today))

async function select(now: Date, where: SQL | undefined, limit: number) {
  const station = await siteStation()
  if (!station) return []
  const rows = await useDatabase()
    .select({
      id: cards.id,
      kind: published.kind,
      title: published.title,
      headline: published.headline,
      scamType: published.scamType,
      source: published.source,
      publishedAt: cards.publishedAt,
      expiresOn: published.expiresOn,
      urgent: cards.urgent,
      screensUntil: cards.screensUntil,
      body: published.body,
      role: members.role,
    })
    .from(cards)
    .innerJoin(published, and(eq(published.cardId, cards.id), eq(published.number, cards.publishedVersion)))
    .innerJoin(members, eq(members.id, cards.authorId))
    .where(and(eq(cards.stationId, station.id), isShown(dayOf(now)), where))
    .orderBy(desc(cards.publishedAt), desc(cards.id))
    .limit(limit)
  // Both are set for every published version.
  return rows.flatMap(({ publishedAt, expiresOn, ...row }) =>
    publishedAt && expiresOn ? { ...row, publishedAt, expiresOn } : [],
  )
}
type Row = Awaited<ReturnType<typeof select>>[number]

function toPublic(
  { publishedAt, urgent, screensUntil, body: _body, role: _role, ...words }: Row,
  now: Date,
): PublicCard {
  const until = urgentUntil({ publishedAt, screensUntil, expiresOn: words.expiresOn })
  return {
    ...words,
    publishedOn: dayOf(publishedAt),
    urgent: urgent && until > now.getTime(),
  }
}

/** The card that is shown at the top of the site. */
export async function readSiteUrgent(now = new Date()): Promise<{ urgent: PublicCardList['urgent'] }> {
  const station = await siteStation()
  return { urgent: station ? await readUrgent(station.id, now) : null }
}

/** Newest first. @param scamType only those about it */
export async function listPublicCards(scamType?: string, now = new Date()): Promise<PublicCardList> {
  const [rows, { urgent }] = await Promise.all([
    select(now, scamType ? eq(published.scamType, scamType) : undefined, LIMIT),
    readSiteUrgent(now),
  ])
  return { cards: rows.map((row) => toPublic(row, now)), urgent }
}

/** @throws AppError `not_found`: unknown, not published, withdrawn or expired. */
export async function readPublicCard(id: string, now = new Date()): Promise<PublicCardPage> {
  const [row] = await select(now, eq(cards.id, id), 1)
  if (!row) throw new AppError('not_found', '这张知识卡不在了，可能已经过期或撤下。')
  const { scamType } = row
  const scam = scamType
    ? await useLibrary().then(
        ({ scamById }) => scamById.get(scamType),
        () => undefined,
      )
    : undefined
  return {
    ...toPublic(row, now),
    html: renderMarkdown(row.body, await picturesOf(id)),
    author: ROLE_LABELS[row.role],
    scam: scam ? { id: scam.id, title: scam.title } : null,
  }
}
