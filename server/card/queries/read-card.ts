/** One card with all data of its office page. */
import { and, asc, desc, eq } from 'drizzle-orm'
import { useLibrary } from '#server/content/library.ts'
import { useDatabase } from '#server/database/client.ts'
import { one } from '#server/database/one.ts'
import { cardComments, cardVersions, members } from '#server/database/schema/index.ts'
import { shownName } from '#server/member/names.ts'
import { findLive } from '#shared/card/findings.ts'
import type { PreviewCard } from '#shared/card/input.ts'
import { checkMarkdown, renderMarkdown } from '#shared/card/markdown.ts'
import type { CardDetail, CardPreview, CommentView, VersionEntry, VersionView } from '#shared/card/view.ts'
import { AppError } from '#shared/errors.ts'
import { dayOf } from '#shared/station.ts'
import { type Actor, getCard, picturesOf, textColumns } from '../find.ts'

const HISTORY_LENGTH = 100
const COMMENTS_SHOWN = 500

const versionColumns = {
  number: cardVersions.number,
  title: cardVersions.title,
  savedBy: shownName,
  savedAt: cardVersions.savedAt,
}
const toEntry = <T extends { savedAt: Date }>(row: T) => ({ ...row, savedAt: row.savedAt.toISOString() })

function listVersions(cardId: string): Promise<VersionEntry[]> {
  return useDatabase()
    .select(versionColumns)
    .from(cardVersions)
    .innerJoin(members, eq(members.id, cardVersions.savedBy))
    .where(eq(cardVersions.cardId, cardId))
    .orderBy(desc(cardVersions.number))
    .limit(HISTORY_LENGTH)
    .then((rows) => rows.map(toEntry))
}

async function listComments(cardId: string): Promise<CommentView[]> {
  const rows = await useDatabase()
    .select({
      id: cardComments.id,
      memberId: cardComments.memberId,
      memberName: shownName,
      text: cardComments.text,
      at: cardComments.createdAt,
    })
    .from(cardComments)
    .innerJoin(members, eq(members.id, cardComments.memberId))
    .where(eq(cardComments.cardId, cardId))
    .orderBy(asc(cardComments.createdAt), asc(cardComments.id))
    .limit(COMMENTS_SHOWN)
  return rows.map(({ at, ...comment }) => ({ ...comment, at: at.toISOString() }))
}

async function publishedUntil(cardId: string, number: number | null): Promise<string | null> {
  if (number === null) return null
  const [row] = await useDatabase()
    .select({ expiresOn: cardVersions.expiresOn })
    .from(cardVersions)
    .where(and(eq(cardVersions.cardId, cardId), eq(cardVersions.number, number)))
  return row?.expiresOn ?? null
}

/** @throws AppError `not_found` */
export async function readCard(stationId: string, id: string, now = new Date()): Promise<CardDetail> {
  const card = await getCard(stationId, id)
  const [authors, pictures, comments, versions, until, { scams }] = await Promise.all([
    useDatabase().select({ name: shownName, role: members.role }).from(members).where(eq(members.id, card.authorId)),
    picturesOf(id),
    listComments(id),
    listVersions(id),
    publishedUntil(id, card.publishedVersion),
    useLibrary(),
  ])
  const author = one(authors)
  const { authorId, version, stage, publishedVersion, withdrawn, discarded, urgent, returnReason, withdrawReason } =
    card
  const onScreens = card.screensUntil && card.screensUntil > now ? card.screensUntil.toISOString() : null
  return {
    today: dayOf(now),
    card: {
      id,
      authorId,
      version,
      stage,
      publishedVersion,
      withdrawn,
      discarded,
      urgent,
      returnReason,
      withdrawReason,
      withdrawnAt: card.withdrawnAt?.toISOString() ?? null,
      ...card.text,
      authorName: author.name,
      authorRole: author.role,
      savedAt: card.savedAt.toISOString(),
      publishedAt: card.publishedAt?.toISOString() ?? null,
      publishedUntil: until,
      screensUntil: onScreens,
    },
    html: renderMarkdown(card.text.body, pictures),
    pictures: [...pictures].map(([pictureId, size]) => ({ id: pictureId, ...size })),
    comments,
    versions,
    scamTypes: scams.map((scam) => ({ id: scam.id, title: scam.title })),
  }
}

/** One version, with its text as readers would see it. @throws AppError `not_found` */
export async function readVersion(stationId: string, id: string, number: number): Promise<VersionView> {
  await getCard(stationId, id)
  const [row] = await useDatabase()
    .select({ ...versionColumns, ...textColumns })
    .from(cardVersions)
    .innerJoin(members, eq(members.id, cardVersions.savedBy))
    .where(and(eq(cardVersions.cardId, id), eq(cardVersions.number, number)))
  if (!row) throw new AppError('not_found', '没有这个版本。')
  return { ...toEntry(row), html: renderMarkdown(row.body, await picturesOf(id)) }
}

/** Renders a preview of an unsaved text; stores nothing. @throws AppError `not_found` */
export async function previewCard(by: Actor, id: string, text: PreviewCard): Promise<CardPreview> {
  await getCard(by.stationId, id)
  const pictures = await picturesOf(id)
  return {
    html: renderMarkdown(text.body, pictures),
    problems: checkMarkdown(text.body, new Set(pictures.keys())),
    findings: findLive(text),
  }
}
