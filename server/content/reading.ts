/** The full texts of a collection, for the officer who reviews them. */
import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { contentReviews, members } from '#server/database/schema/index.ts'
import { shownName } from '#server/member/names.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { contentsOf } from '#shared/content/decided.ts'
import { COLLECTIONS, type Collection, type Decision, entryKey, reviewOf } from '#shared/content/decision.ts'
import type { EntryQuery, ReadingQuery } from '#shared/content/input.ts'
import type { Contents, Library } from '#shared/content/library.ts'
import { scamOf } from '#shared/content/library.ts'
import { standingOf } from '#shared/content/overview.ts'
import { type Passage, readItem, readLaw, readPanel, readScam, readScenario } from '#shared/content/readable.ts'
import { PAST_PAGE, type PastPage, type Reading, type ReadingEntry } from '#shared/content/reading.ts'
import type { Role } from '#shared/member/role.ts'
import { dayOf } from '#shared/station.ts'
import { bankOf } from './bank.ts'
import { readDecided } from './decisions.ts'
import { hashesOf } from './hash.ts'
import { useBuiltLibrary } from './library.ts'
import { titleOf } from './title.ts'

type Shown = Pick<ReadingEntry, 'about' | 'passages' | 'page' | 'picture' | 'judge'>
type Describe = { [C in Collection]: (entry: Contents[C][number], library: Library) => Shown }

const shown = (about: string, passages: Passage[], more: Partial<Shown> = {}): Shown => ({
  about,
  passages,
  page: null,
  picture: null,
  judge: null,
  ...more,
})
const DESCRIBE: Describe = {
  items: (item, library) =>
    shown(scamOf(library, item.scamType).title, readItem(item), { judge: item.type === 'judge' ? item.truth : null }),
  scams: (scam) => shown(scam.badge, readScam(scam), { page: `/scams/${scam.id}`, picture: scam.picture }),
  scenarios: (scenario, library) =>
    shown(scamOf(library, scenario.scamType).title, readScenario(scenario), {
      page: `/console/content/scenarios/${scenario.id}`,
    }),
  panels: (panel) => shown(panel.kicker, readPanel(panel), { page: `/panels/${panel.id}`, picture: panel.picture }),
  laws: (law) => shown(law.statute, readLaw(law)),
}

/** All entries of a collection with their full texts, in the order of the site. */
export async function readForReview(
  by: CurrentMember,
  { collection, about }: ReadingQuery,
  now = new Date(),
): Promise<Reading> {
  const [library, decided] = await Promise.all([useBuiltLibrary(), readDecided(by.stationId)])
  const hashes = hashesOf(library)
  const today = dayOf(now)
  const reviewed = (of: Collection, { id, reviewer }: { id: string; reviewer: string }) =>
    reviewOf(decided.get(entryKey(of, id)), hashes.get(entryKey(of, id)) ?? '', reviewer)
  const toEntry = <C extends Collection>(of: C, entry: Contents[C][number]): ReadingEntry => ({
    collection: of,
    id: entry.id,
    title: titleOf(entry),
    version: entry.version,
    expires: entry.expires,
    standing: standingOf(entry.expires, today),
    hash: hashes.get(entryKey(of, entry.id)) ?? '',
    review: reviewed(of, entry),
    ...DESCRIBE[of](entry, library),
  })
  const contents = contentsOf(library)
  const isWanted = (entry: { id: string; scamType?: string }) => !about || entry.scamType === about
  return {
    collection,
    entries: contents[collection].filter(isWanted).map((entry) => toEntry(collection, entry)),
    bank: bankOf(library, decided, today),
    types: library.scams.map(({ id, title }) => ({
      id,
      title,
      pending: contents.items.filter((item) => item.scamType === id && reviewed('items', item).state === 'pending')
        .length,
    })),
  }
}

/** How many texts nobody has read as they stand now. */
export async function countUnread(stationId: string): Promise<number> {
  const [library, decided] = await Promise.all([useBuiltLibrary(), readDecided(stationId)])
  const hashes = hashesOf(library)
  const contents = contentsOf(library)
  const isUnread = (of: Collection, { id, reviewer }: { id: string; reviewer: string }) => {
    const key = entryKey(of, id)
    return reviewOf(decided.get(key), hashes.get(key) ?? '', reviewer).state === 'pending'
  }
  return COLLECTIONS.reduce((sum, of) => sum + contents[of].filter((entry) => isUnread(of, entry)).length, 0)
}

/** The decisions about one entry, newest first, page by page. */
export async function readDecisions(by: CurrentMember, { collection, id, before }: EntryQuery): Promise<PastPage> {
  const library = await useBuiltLibrary()
  const hash = hashesOf(library).get(entryKey(collection, id))
  const rows = await useDatabase()
    .select({
      id: contentReviews.id,
      number: contentReviews.number,
      decision: sql<Decision>`${contentReviews.decision}`,
      comment: contentReviews.comment,
      memberName: shownName,
      role: sql<Role>`${contentReviews.role}`,
      at: contentReviews.at,
      hash: contentReviews.contentHash,
    })
    .from(contentReviews)
    .innerJoin(members, eq(members.id, contentReviews.memberId))
    .where(
      and(
        eq(contentReviews.stationId, by.stationId),
        eq(contentReviews.collection, collection),
        eq(contentReviews.entryId, id),
        before ? lt(contentReviews.number, before) : undefined,
      ),
    )
    .orderBy(desc(contentReviews.number))
    .limit(PAST_PAGE + 1)
  const page = rows.slice(0, PAST_PAGE)
  return {
    entries: page.map(({ hash: of, number: _number, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      current: of === hash,
    })),
    next: rows.length > PAST_PAGE ? (page.at(-1)?.number ?? null) : null,
  }
}
