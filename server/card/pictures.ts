/** The pictures of a card: upload, serve, delete. */
import { and, eq, sql } from 'drizzle-orm'
import { type H3Event, getHeader, readRawBody } from 'h3'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { cardPictures, cards, cardVersions } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import { picturesIn } from '#shared/card/markdown.ts'
import { PICTURE_BYTES_MAX, type PictureChanges, PICTURES_MAX } from '#shared/card/picture.ts'
import type { PictureReply } from '#shared/card/view.ts'
import { AppError } from '#shared/errors.ts'
import { dayOf } from '#shared/station.ts'
import { decodePicture } from './decode-picture.ts'
import { type Actor, type Card, getCard, lockCard, picturesOf, requireMay } from './find.ts'
import { isShown } from './public.ts'

/** The uploaded file. @throws AppError `too_large`, before a byte of the body is read; `bad_input` */
export async function readUpload(event: H3Event): Promise<Uint8Array> {
  if (getHeader(event, 'transfer-encoding')) throw new AppError('bad_input', '请求缺少长度。')
  if (Number(getHeader(event, 'content-length') ?? 0) > PICTURE_BYTES_MAX)
    throw new AppError('too_large', `图片最大 ${PICTURE_BYTES_MAX / 1024 / 1024} MB，请压缩或截图后再上传。`)
  const file = await readRawBody(event, false)
  if (!file?.length) throw new AppError('bad_input', '没有收到图片。', { picture: '没有收到图片' })
  return file
}

function requireRoom(pictures: ReadonlyMap<string, unknown>): void {
  if (pictures.size >= PICTURES_MAX)
    throw new AppError('conflict', `一张卡最多 ${PICTURES_MAX} 张图片，请先删掉用不到的。`)
}

const replyOf = (id: string, picture: { width: number; height: number; changes?: PictureChanges }): PictureReply => ({
  id,
  width: picture.width,
  height: picture.height,
  changes: picture.changes ?? {},
})

/**
 * Idempotent: a repeated id returns the stored picture. @throws AppError `not_found`, `forbidden`, `conflict`,
 * `bad_input`, `too_many`
 */
export async function addPicture(by: Actor, cardId: string, id: string, file: Uint8Array): Promise<PictureReply> {
  const seen = await getCard(by.stationId, cardId)
  requireMay('save', seen, by)
  const there = await picturesOf(cardId)
  const known = there.get(id)
  if (known) return replyOf(id, known)
  requireRoom(there)
  const picture = await decodePicture(file)
  return useDatabase().transaction(async (tx) => {
    const card = await lockCard(tx, by.stationId, cardId)
    requireMay('save', card, by)
    const now = await picturesOf(cardId, tx)
    const meanwhile = now.get(id)
    if (meanwhile) return replyOf(id, meanwhile)
    requireRoom(now)
    const made = await tx
      .insert(cardPictures)
      .values({ id, cardId, bytes: picture.bytes, width: picture.width, height: picture.height, addedBy: by.id })
      .onConflictDoNothing()
      .returning({ id: cardPictures.id })
    if (made.length === 0) throw new AppError('conflict', '没有存上，请再试一次。')
    await writeAudit(tx, by, {
      action: 'card.picture',
      subjectType: 'card',
      subjectId: cardId,
      detail: { title: card.text.title, picture: id },
    })
    return replyOf(id, picture)
  })
}

/** The texts that are in use now: the public version and the newest one. */
async function presentTexts(tx: Transaction, card: Card): Promise<string[]> {
  if (card.publishedVersion === null || card.publishedVersion === card.version) return [card.text.body]
  const [row] = await tx
    .select({ body: cardVersions.body })
    .from(cardVersions)
    .where(and(eq(cardVersions.cardId, card.id), eq(cardVersions.number, card.publishedVersion)))
  return [card.text.body, row?.body ?? '']
}

/**
 * Deletes a picture; old versions then show a text in its place. @throws AppError `not_found`, `forbidden`; `conflict`
 * while it is in use
 */
export async function deletePicture(by: Actor, id: string): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const [picture] = await tx
      .select({ cardId: cardPictures.cardId })
      .from(cardPictures)
      .innerJoin(cards, eq(cards.id, cardPictures.cardId))
      .where(and(eq(cardPictures.id, id), eq(cards.stationId, by.stationId)))
    if (!picture) throw new AppError('not_found', '这张图片已经不在了。')
    const card = await lockCard(tx, by.stationId, picture.cardId)
    requireMay('save', card, by)
    if ((await presentTexts(tx, card)).some((body) => picturesIn(body).includes(id)))
      throw new AppError('conflict', '正文里还在用这张图片，请先从正文里删掉并保存。')
    await tx.delete(cardPictures).where(eq(cardPictures.id, id))
    await writeAudit(tx, by, {
      action: 'card.unpicture',
      subjectType: 'card',
      subjectId: card.id,
      detail: { title: card.text.title, picture: id },
    })
  })
}

/** Access for everyone: only pictures of the text that is public now. */
async function findPublic(id: string, now: Date): Promise<Uint8Array | undefined> {
  const [row] = await useDatabase()
    .select({ bytes: cardPictures.bytes })
    .from(cardPictures)
    .innerJoin(cards, eq(cards.id, cardPictures.cardId))
    .innerJoin(cardVersions, and(eq(cardVersions.cardId, cards.id), eq(cardVersions.number, cards.publishedVersion)))
    .where(
      and(eq(cardPictures.id, id), isShown(dayOf(now)), sql`position(${`picture:${id}`} in ${cardVersions.body}) > 0`),
    )
  return row?.bytes
}

/** @param by called only for a picture that is not public. @throws AppError `not_found` */
export async function readPicture(
  id: string,
  by: () => Promise<Pick<Actor, 'stationId'> | undefined>,
  now = new Date(),
): Promise<{ bytes: Uint8Array; open: boolean }> {
  const shown = await findPublic(id, now)
  if (shown) return { bytes: shown, open: true }
  const member = await by()
  const [own] = member
    ? await useDatabase()
        .select({ bytes: cardPictures.bytes })
        .from(cardPictures)
        .innerJoin(cards, eq(cards.id, cardPictures.cardId))
        .where(and(eq(cardPictures.id, id), eq(cards.stationId, member.stationId)))
    : []
  if (!own) throw new AppError('not_found', '没有这张图片。')
  return { bytes: own.bytes, open: false }
}
