/**
 * What is published of a campaign's counts: one look at the ledger every ten minutes, in steps (campaign/steps.ts),
 * kept in the database so that all servers, pages, files and screens say the same. What members enter is not in it.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { and, eq, gt, lt, or, sql } from 'drizzle-orm'
import { type Executor, useDatabase } from '#server/database/client.ts'
import { campaigns, reachExclusions, reachPublished } from '#server/database/schema/index.ts'
import type { PublishedCounts, PublishedShares, PublishedStage } from '#shared/campaign/published.ts'
import { STAGE_KINDS, type StageKind } from '#shared/campaign/report.ts'
import { leftOutOf, marksOf } from '#shared/campaign/tally.ts'
import { coarse, type Draw, PUBLISH_MS, publishedSince, stepped } from '#shared/campaign/steps.ts'
import { countExcluded } from './queries/excluded.ts'
import { newcomersByShare } from './queries/newcomers-by-share.ts'
import { type RolledUp, stagesRolledUp } from './queries/reach-rolled-up.ts'
import { shareTrees } from './queries/share-trees.ts'
import { readTallies } from './tallies.ts'

const nameOf = ({ touchpointId, day, kind }: Pick<PublishedStage, 'touchpointId' | 'day' | 'kind'>) =>
  `${touchpointId ?? ''}/${day ?? ''}/${kind}`
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** The secret numbers of a cell. */
const drawOf =
  (secret: Uint8Array, cell: string): Draw =>
  (name) =>
    createHmac('sha256', secret).update(`${cell}/${name}`).digest().readUInt32BE()

/**
 * A whole is at least the sum of its parts, and no stage is larger than the one before it where the truth says so. Only
 * published counts go in, so nothing more is told.
 */
function consistent(cells: PublishedStage[], truth: ReadonlyMap<string, RolledUp>): PublishedStage[] {
  const parts = Map.groupBy(cells, ({ kind, touchpointId, day }) =>
    touchpointId && day ? 'cell' : `${kind} ${touchpointId ? 'touchpoint' : day ? 'day' : 'whole'}`,
  )
  const raise = (whole: PublishedStage, among: readonly PublishedStage[] = []) => {
    whole.events = Math.max(whole.events, sum(among.map(({ events }) => events)))
    whole.devices = among.reduce((most, { devices }) => Math.max(most, devices), whole.devices)
  }
  const inner = parts.get('cell') ?? []
  const ofTouchpoint = Map.groupBy(inner, ({ kind, touchpointId }) => `${kind} ${touchpointId}`)
  const ofDay = Map.groupBy(inner, ({ kind, day }) => `${kind} ${day}`)
  for (const kind of STAGE_KINDS) {
    const [touchpoints, days] = [parts.get(`${kind} touchpoint`), parts.get(`${kind} day`)]
    for (const whole of touchpoints ?? []) raise(whole, ofTouchpoint.get(`${kind} ${whole.touchpointId}`))
    for (const whole of days ?? []) raise(whole, ofDay.get(`${kind} ${whole.day}`))
    for (const whole of parts.get(`${kind} whole`) ?? []) {
      raise(whole, touchpoints)
      raise(whole, days)
    }
  }
  const byName = new Map(cells.map((cell) => [nameOf(cell), cell]))
  for (const [index, kind] of STAGE_KINDS.entries()) {
    const before = STAGE_KINDS[index - 1]
    if (before) for (const cell of cells) if (cell.kind === kind) limit(cell, before)
  }
  return cells

  function limit(cell: PublishedStage, before: StageKind): void {
    const last = nameOf({ ...cell, kind: before })
    const [trueOwn, trueLast, shown] = [truth.get(nameOf(cell)), truth.get(last), byName.get(last)]
    if (!trueOwn || !trueLast || !shown) return
    if (trueOwn.events <= trueLast.events) cell.events = Math.min(cell.events, shown.events)
    if (trueOwn.devices <= trueLast.devices) cell.devices = Math.min(cell.devices, shown.devices)
  }
}

/** Stages in steps. Occasions and devices of a cell share its places, so that devices are never the more. */
export function publishStages(rows: readonly RolledUp[], secret: Uint8Array): PublishedStage[] {
  const stages = rows.flatMap((row) => {
    const kind = STAGE_KINDS.find((one) => one === row.kind)
    return kind ? [{ ...row, kind }] : []
  })
  const cells = stages.map(({ touchpointId, day, kind, events, devices }) => {
    const draw = drawOf(secret, nameOf({ touchpointId, day, kind }))
    return { touchpointId, day, kind, events: stepped(events, draw), devices: stepped(devices, draw) }
  })
  return consistent(cells, new Map(stages.map((row) => [nameOf(row), row])))
}

async function publishShares(db: Executor, campaignId: string, secret: Uint8Array): Promise<PublishedShares[]> {
  const arrived = await newcomersByShare(db, campaignId)
  const trees = await shareTrees(db, campaignId)
  const deepest = Math.max(0, ...trees.map(({ layers }) => layers.length))
  const all = Array.from({ length: deepest }, (_, at) => sum(trees.map(({ layers }) => layers[at] ?? 0)))
  const cells = [{ touchpointId: null, layers: all }, ...trees].map(({ touchpointId, layers }) => {
    const starts = arrived.find((row) => row.touchpointId === touchpointId)
    const step = (name: string, count = 0) => stepped(count, drawOf(secret, `${touchpointId ?? ''}/${name}`))
    const shown = step('links', sum(layers))
    // One visitor makes a chain longer: a layer is shown when enough links are as deep, and the first with any link.
    const isDeep = (_: number, at: number) => step(`depth:${at + 2}`, sum(layers.slice(at + 1))) > 0
    const deeper = layers.slice(1).map(isDeep).lastIndexOf(true) + 1
    return {
      touchpointId,
      starts: step('starts', starts?.starts),
      newcomers: step('starts', starts?.devices),
      links: shown,
      depth: shown > 0 ? 1 + deeper : 0,
    }
  })
  const [whole, ...parts] = cells
  if (!whole) return cells
  for (const figure of ['starts', 'newcomers', 'links'] as const)
    whole[figure] = Math.max(whole[figure], sum(parts.map((part) => part[figure])))
  whole.depth = Math.max(whole.depth, ...parts.map(({ depth }) => depth))
  return cells
}

const NOTHING: PublishedCounts = { stages: [], shares: [], leftOut: [], excluded: 0, marks: [] }

/**
 * Each exclusion, and each that is put back, moves the places of all steps: whoever takes out a minute, looks, and puts
 * it back would otherwise learn from the same places how many came in that minute.
 */
async function placesOf(db: Executor, campaignId: string, secret: Uint8Array): Promise<Uint8Array> {
  const changes = await db.$count(reachExclusions, eq(reachExclusions.campaignId, campaignId))
  return changes ? createHmac('sha256', secret).update(`exclusions/${changes}`).digest() : secret
}

async function look(db: Executor, campaignId: string, kept: Uint8Array): Promise<PublishedCounts> {
  const secret = await placesOf(db, campaignId, kept)
  const step = (name: string, count: number) => stepped(count, drawOf(secret, `left out/${name}`))
  const tallies = await readTallies(db, campaignId)
  return {
    stages: publishStages(await stagesRolledUp(db, campaignId), secret),
    shares: await publishShares(db, campaignId, secret),
    leftOut: leftOutOf(tallies).map(({ reason, events }) => ({
      reason,
      events: step(reason, events),
    })),
    excluded: step('excluded', await countExcluded(db, campaignId)),
    // In a network that is marked already, the next phone would be seen at once.
    marks: marksOf(tallies.map((one) => ({ ...one, events: step(`mark/${one.day}/${one.reason}`, one.events) }))),
  }
}

/**
 * Publishes counts beside the others of a campaign, e.g. of a window of time that anybody may choose, in steps that the
 * name places. Coarse, because many windows can hold the same few events.
 */
export async function coarseStepsOf(
  db: Executor,
  campaignId: string,
): Promise<(name: string, count: number) => number> {
  const [row] = await db
    .select({ secret: reachPublished.secret })
    .from(reachPublished)
    .where(eq(reachPublished.campaignId, campaignId))
  return (name, count) => (row ? coarse(count, drawOf(row.secret, name)) : 0)
}

export interface Published {
  /** When they were looked at. */
  at: Date
  counts: PublishedCounts
}

/** When the published counts of a campaign were looked at, and what they are; undefined before the first look. */
async function published(db: Executor, campaignId: string) {
  const [row] = await db
    .select({ at: reachPublished.at, counts: reachPublished.counts })
    .from(reachPublished)
    .where(eq(reachPublished.campaignId, campaignId))
  return row
}

/**
 * The published counts of a campaign, looked at anew when it is time: once for all servers, whoever asks first. Those
 * of a closed campaign are looked at once more, and then stay.
 */
export async function readPublished(campaignId: string, now = new Date()): Promise<Published> {
  const db = useDatabase()
  const since = new Date(publishedSince(now.getTime()))
  const [known] = await db
    .select({ at: reachPublished.at, counts: reachPublished.counts, closedAt: campaigns.closedAt })
    .from(reachPublished)
    .innerJoin(campaigns, eq(campaigns.id, reachPublished.campaignId))
    .where(eq(reachPublished.campaignId, campaignId))
  // A look of the future was made by a clock that was wrong: it must not stand until then.
  const latest = new Date(now.getTime() + PUBLISH_MS)
  const isFresh = known && (known.at >= since || (known.closedAt && known.at > known.closedAt))
  if (known?.counts.marks && known.at <= latest && isFresh) return known
  return db.transaction(async (tx) => {
    await tx
      .insert(reachPublished)
      .values({ campaignId, secret: randomBytes(32), at: new Date(0), counts: NOTHING })
      .onConflictDoNothing()
    // Whoever comes second waits here, and finds what the first has seen.
    const [row] = await tx
      .select({ secret: reachPublished.secret })
      .from(reachPublished)
      .where(
        and(
          eq(reachPublished.campaignId, campaignId),
          or(
            lt(reachPublished.at, since),
            gt(reachPublished.at, latest),
            sql`not jsonb_exists(${reachPublished.counts}, 'marks')`,
          ),
        ),
      )
      .for('update')
    const fresh = row && { at: now, counts: await look(tx, campaignId, row.secret) }
    if (fresh) await tx.update(reachPublished).set(fresh).where(eq(reachPublished.campaignId, campaignId))
    return fresh ?? (await published(tx, campaignId)) ?? { at: now, counts: NOTHING }
  })
}

/** After the office has changed what counts: the next look is not waited for. */
export async function publishAnew(tx: Executor, campaignId: string): Promise<void> {
  await tx
    .update(reachPublished)
    .set({ at: sql`'epoch'` })
    .where(eq(reachPublished.campaignId, campaignId))
}
