/** Reads the office's decisions about content. A withdrawal must take effect at once, on every node. */
import { asc, desc, eq, sql } from 'drizzle-orm'
import { type Database, type Executor, hasDatabase, useDatabase } from '#server/database/client.ts'
import { contentReviews, stations } from '#server/database/schema/index.ts'
import type { Decided } from '#shared/content/decided.ts'
import { type Collection, type Decision, entryKey, type Ruling, type Standings } from '#shared/content/decision.ts'
import type { Role } from '#shared/member/role.ts'

/**
 * How long a node may go on without asking whether another node decided something, in ms. Its own decisions count at
 * once.
 */
const TRUST_MS = 1_000

const NONE: Decided = new Map()

/** A withdrawal and a restoration are about the display, all others about the text. */
const isDisplay = sql<boolean>`${contentReviews.decision} in ('withdrawn', 'restored')`

/** The decisions of a station that count, by `entryKey`. */
export async function readDecided(stationId: string, db: Executor = useDatabase()): Promise<Map<string, Standings>> {
  const newest = await db
    .selectDistinctOn([contentReviews.collection, contentReviews.entryId, isDisplay], {
      collection: sql<Collection>`${contentReviews.collection}`,
      entryId: contentReviews.entryId,
      isDisplay: isDisplay.as('is_display'),
      number: contentReviews.number,
      hash: contentReviews.contentHash,
      decision: sql<Decision>`${contentReviews.decision}`,
      comment: contentReviews.comment,
      role: sql<Role>`${contentReviews.role}`,
      memberId: contentReviews.memberId,
      at: contentReviews.at,
    })
    .from(contentReviews)
    .where(eq(contentReviews.stationId, stationId))
    .orderBy(contentReviews.collection, contentReviews.entryId, isDisplay, desc(contentReviews.number))
  const decided = new Map<string, Standings>()
  for (const { collection, entryId, isDisplay: ofDisplay, ...ruling } of newest) {
    const key = entryKey(collection, entryId)
    const kind = { [ofDisplay ? 'display' : 'review']: ruling satisfies Ruling }
    decided.set(key, { ...decided.get(key), ...kind })
  }
  return decided
}

/** The station of this site, and the number of its newest decision. */
async function readNewest(): Promise<{ stationId: string; number: number } | undefined> {
  const number = sql<number>`coalesce((select max(number) from content_reviews r where r.station_id = stations.id), 0)`
  const [row] = await useDatabase()
    .select({ stationId: stations.id, number: number.mapWith(Number) })
    .from(stations)
    .orderBy(asc(stations.createdAt), asc(stations.id))
    .limit(1)
  return row
}

interface Known {
  stationId: string
  number: number
  decided: Decided
}
let known: Known | undefined
/** When `known` was last compared with the database, in which database, and the check that is running. */
let checkedAt = -Infinity
let checkedIn: Database | undefined
let checking: Promise<Decided> | undefined

async function check(db: Database): Promise<Decided> {
  const startedAt = performance.now()
  const newest = await readNewest()
  if (!newest) known = undefined
  else if (checkedIn !== db || known?.stationId !== newest.stationId || known.number !== newest.number) {
    const decided = newest.number ? await readDecided(newest.stationId) : NONE
    known = { ...newest, decided }
  }
  checkedIn = db
  checkedAt = startedAt
  return known?.decided ?? NONE
}

/**
 * The decisions of this site's station; the same object as long as nothing was decided. While the database cannot be
 * reached, the last known ones count.
 * @param fresh also includes what another node decided within the last second
 * @throws when the database has not answered since the start: nothing withdrawn may be shown instead
 */
export async function currentDecided(fresh = false): Promise<Decided> {
  // In the prerenderer of the build there is no database, and nothing has been decided.
  if (!hasDatabase()) return NONE
  const db = useDatabase()
  if (!fresh && checkedIn === db && performance.now() - checkedAt < TRUST_MS) return known?.decided ?? NONE
  // One that is running may have begun before the decision.
  if (fresh) await checking?.catch(() => {})
  checking ??= check(db).finally(() => {
    checking = undefined
  })
  return checking.catch((error: unknown) => {
    if (!known) throw error
    return known.decided
  })
}
