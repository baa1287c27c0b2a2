/** Decides about content: approve, ask for a change, withdraw, and take each of these back. */
import { eq, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { contentReviews } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { contentsOf, type Decided } from '#shared/content/decided.ts'
import {
  COLLECTION_LABELS,
  DECISION_LABELS,
  entryKey,
  isAlready,
  newestOf,
  type Ruling,
  type SeenEntry,
} from '#shared/content/decision.ts'
import type { Decide } from '#shared/content/input.ts'
import type { DecidedReply } from '#shared/content/reading.ts'
import { AppError } from '#shared/errors.ts'
import { ROLE_LABELS } from '#shared/member/role.ts'
import { currentDecided, readDecided } from './decisions.ts'
import { hashesOf } from './hash.ts'
import { type Library, useBuiltLibrary } from './library.ts'
import { titleOf } from './title.ts'
import { quoted } from '#shared/quoted.ts'

interface Wanted extends SeenEntry {
  key: string
  title: string
  /** In the file. */
  reviewer: string
}

/** @throws AppError `not_found`, or `conflict` when the text is not the one that was read */
function requireRead(built: Library, entries: Decide['entries']): Wanted[] {
  const hashes = hashesOf(built)
  const contents = contentsOf(built)
  return entries.map((asked) => {
    const { collection, id, hash } = asked
    const key = entryKey(collection, id)
    const entry = contents[collection].find((each) => each.id === id)
    if (!entry) throw new AppError('not_found', `没有${quoted(id)}这条内容，请刷新页面。`)
    const title = titleOf(entry)
    if (hashes.get(key) !== hash)
      throw new AppError('conflict', `${quoted(title)}的内容已经更新，请刷新页面，重新看一遍。`)
    return { ...asked, key, title, reviewer: entry.reviewer }
  })
}

/** What is new about a text, for the member who has not seen it. */
function newsOf(by: CurrentMember, title: string, ruling: Ruling | undefined): string {
  // A decision that was seen and is gone: another database was restored.
  if (!ruling) return `${quoted(title)}的审核记录变了`
  const { role, memberId, decision, comment } = ruling
  const who = memberId === by.id ? '您自己' : ROLE_LABELS[role]
  return `${quoted(title)}刚才由${who}${DECISION_LABELS[decision]}${comment && `（${comment}）`}`
}

/**
 * The entries that the decision changes. A second tap, or a colleague who wanted the same, leaves nothing to do and is
 * no error.
 * @throws AppError `conflict` when there is a newer decision than the one that was seen; of a batch, `fields` names all
 */
function requireSeen(by: CurrentMember, ruling: Pick<Decide, 'decision' | 'comment'>, all: Wanted[], decided: Decided) {
  const open = all.filter(({ key, hash, reviewer }) => !isAlready(ruling, decided.get(key), hash, reviewer))
  const unseen = open.flatMap((entry) => {
    const newest = newestOf(decided.get(entry.key))
    return (newest?.number ?? null) === entry.seen ? [] : [{ entry, news: newsOf(by, entry.title, newest) }]
  })
  const [first, ...others] = unseen
  if (first) {
    const more = others.length ? `，另外 ${others.length} 条也有了新的决定` : ''
    throw new AppError(
      'conflict',
      `${first.news}${more}。这一步没有做，请再看一遍。`,
      all.length > 1
        ? Object.fromEntries(unseen.map(({ entry, news }) => [`entries.${all.indexOf(entry)}.seen`, news]))
        : undefined,
    )
  }
  return open
}

async function store(tx: Transaction, by: CurrentMember, { decision, comment }: Decide, all: Wanted[], now: Date) {
  const { stationId } = by
  const [row] = await tx
    .select({ last: sql<number>`coalesce(max(${contentReviews.number}), 0)`.mapWith(Number) })
    .from(contentReviews)
    .where(eq(contentReviews.stationId, stationId))
  const last = row?.last ?? 0
  const [first = { title: '', collection: 'items' as const }] = all
  await writeAudit(tx, by, {
    action: `content.${decision}`,
    subjectType: 'content',
    detail: {
      title: all.length > 1 ? `${first.title}等 ${all.length} 条` : first.title,
      kind: COLLECTION_LABELS[first.collection],
      entries: all.map(({ key, hash }) => `${key}@${hash}`),
      ...(comment && { reason: comment }),
    },
  })
  const numbered = all.map((entry, index) => ({ ...entry, number: last + index + 1 }))
  await tx.insert(contentReviews).values(
    numbered.map(({ collection, id, hash, number }) => ({
      stationId,
      number,
      collection,
      entryId: id,
      contentHash: hash,
      decision,
      comment,
      memberId: by.id,
      role: by.role,
      at: now,
    })),
  )
  // A screen that is not told finds out by its revision. Last, so that revisions are locked only for the commit. (No
  // trigger, as for other changes of what screens show: it would also run while a backup is being restored.)
  await tx.execute(
    sql`select raise_screen_revisions(array(
      select id from screens where station_id = ${stationId} and revoked_at is null))`,
  )
  return numbered
}

/**
 * Stores one decision about each entry that it changes, all or none.
 * @throws AppError `not_found`; `conflict` when a text has changed since it was read, or when somebody else has decided
 */
export async function decideContent(by: CurrentMember, input: Decide, now = new Date()): Promise<DecidedReply> {
  const all = requireRead(await useBuiltLibrary(), input.entries)
  const { numbers, changed } = await useDatabase().transaction(async (tx) => {
    // One after the other until the commit, so that numbers rise in the order in which others see them.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`content:${by.stationId}`}, 0))`)
    const decided = await readDecided(by.stationId, tx)
    const open = requireSeen(by, input, all, decided)
    const stored = open.length ? await store(tx, by, input, open, now) : []
    // After a lost answer the member's own decision is there already, and can be undone like any other.
    const own = all.flatMap(({ key }) => {
      const newest = newestOf(decided.get(key))
      return newest?.memberId === by.id && newest.decision === input.decision ? [{ key, number: newest.number }] : []
    })
    return {
      numbers: Object.fromEntries([...own, ...stored].map(({ key, number }) => [key, number])),
      changed: stored.length > 0,
    }
  })
  if (changed) {
    // Before anybody is told: who hears of it asks this node at once.
    await currentDecided(true)
    tell('content:decided', { stationId: by.stationId })
  }
  return { numbers }
}
