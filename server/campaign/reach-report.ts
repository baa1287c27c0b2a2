/** The funnel of a campaign, by touchpoint and by day, from one snapshot of the database, small cells withheld. */
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { campaignDevices, residentRange } from '#shared/campaign/measures.ts'
import { type Contacts, type Figures, type ReachReport, STAGE_KINDS, type Stages } from '#shared/campaign/report.ts'
import { type Cell, showCells, showNewcomers, showRows, showTotal, type Shown } from '#shared/campaign/suppression.ts'
import { leftOutOf, marksOf } from '#shared/campaign/tally.ts'
import { dayOf } from '#shared/station.ts'
import { type Campaign, getCampaign } from './campaigns.ts'
import { countExcluded } from './exclusions.ts'
import { listTouchpoints } from './queries/list-touchpoints.ts'
import { newcomersByShare } from './queries/newcomers-by-share.ts'
import { reachByTouchpointAndDay, reachRolledUp, type RolledUp } from './queries/reach-rolled-up.ts'
import { shareTrees } from './queries/share-trees.ts'
import { readTallies } from './tallies.ts'

/** One database snapshot for all figures that are shown together. @throws AppError `not_found` */
export function inSnapshot<T>(
  stationId: string,
  campaignId: string,
  read: (tx: Transaction, campaign: Campaign) => Promise<T>,
): Promise<T> {
  return useDatabase().transaction(async (tx) => read(tx, await getCampaign(stationId, campaignId, tx)), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  })
}

/** Contacts by who counted them. */
function contactsOf(rows: readonly RolledUp[]): Contacts {
  const of = (source: string) =>
    rows.filter((row) => row.kind === 'contact' && row.source === source).reduce((sum, row) => sum + row.events, 0)
  const staff = of('staff')
  const platform = of('platform')
  return { total: staff + platform, staff, platform }
}

const NOTHING: Cell = { events: 0, devices: 0 }
const cellOf = (rows: readonly RolledUp[], kind: string): Cell => rows.find((row) => row.kind === kind) ?? NOTHING
const eachStage = <Stage>(stage: (kind: (typeof STAGE_KINDS)[number]) => Stage) =>
  Object.fromEntries(STAGE_KINDS.map((kind) => [kind, stage(kind)])) as Record<(typeof STAGE_KINDS)[number], Stage>

/** Stages of the whole campaign: occasions are live counters and always shown, devices may be withheld. */
const stagesOf = (whole: readonly RolledUp[]): Stages<number> =>
  eachStage((kind) => ({ events: cellOf(whole, kind).events, devices: showTotal(cellOf(whole, kind).devices) }))

/**
 * Figures of each part of a whole, in the order of `parts`; small cells, and the cells that would reveal them by
 * subtraction, are withheld.
 */
function breakDown(parts: readonly (readonly RolledUp[])[], whole: readonly RolledUp[]): Figures[] {
  const shown = eachStage((kind) =>
    showCells(
      parts.map((rows) => cellOf(rows, kind)),
      cellOf(whole, kind),
    ),
  )
  return parts.map((rows, index) => ({ contacts: contactsOf(rows), stages: eachStage((kind) => shown[kind][index]!) }))
}

/** Everything the dashboard of one campaign shows. @throws AppError `not_found` */
export const readReachReport = (stationId: string, campaignId: string, now = new Date()): Promise<ReachReport> =>
  inSnapshot(stationId, campaignId, (tx, campaign) => reachReport(tx, stationId, campaign, now))

/** The same within a snapshot. */
export async function reachReport(
  tx: Transaction,
  stationId: string,
  { id: campaignId, population }: Campaign,
  now: Date,
): Promise<ReachReport> {
  const touchpoints = await listTouchpoints(stationId, campaignId, tx)
  const rolled = await reachRolledUp(tx, campaignId)
  const newcomers = await newcomersByShare(tx, campaignId)
  const trees = await shareTrees(tx, campaignId)
  const tallies = await readTallies(tx, campaignId)
  const excluded = await countExcluded(tx, campaignId)

  const scopes = Map.groupBy(rolled, (row) => row.touchpointId ?? row.day ?? '')
  const scopeOf = (id: string) => scopes.get(id) ?? []
  const whole = scopeOf('')
  const days = [...new Set(rolled.flatMap((row) => row.day ?? []))].sort()
  const byTouchpoint = breakDown(
    touchpoints.map(({ id }) => scopeOf(id)),
    whole,
  )
  const byDay = breakDown(days.map(scopeOf), whole)

  const arrived = (id: string | null) => newcomers.find((row) => row.touchpointId === id) ?? { starts: 0, devices: 0 }
  const arrivals = (id: string | null) => ({
    newcomers: arrived(id).devices,
    starters: cellOf(scopeOf(id ?? ''), 'start').devices,
  })
  const arrivedShown = showNewcomers(
    touchpoints.map(({ id }) => arrivals(id)),
    arrivals(null),
  )

  const devices = campaignDevices(STAGE_KINDS.map((kind) => cellOf(whole, kind).devices))
  const contacts = contactsOf(whole)
  return {
    today: dayOf(now),
    at: now.toISOString(),
    whole: {
      contacts,
      stages: stagesOf(whole),
      devices: showTotal(devices),
      residents: residentRange(devices, contacts.total, population),
      newcomers: { starts: arrived(null).starts, devices: arrivedShown.whole },
      tree: {
        links: trees.reduce((sum, tree) => sum + tree.links, 0),
        depth: Math.max(0, ...trees.map((tree) => tree.depth ?? 0)),
      },
    },
    touchpoints: touchpoints.map(({ id }, index) => {
      const figures = byTouchpoint[index]!
      const tree = trees.find((row) => row.touchpointId === id)
      // Each share creates one link: where shares are withheld, the number of links would reveal them.
      const shared =
        figures.stages.share.events === null
          ? { links: null, depth: null }
          : { links: tree?.links ?? 0, depth: tree?.depth ?? 0 }
      return { touchpointId: id, ...figures, newcomers: { devices: arrivedShown.parts[index]! }, tree: shared }
    }),
    days: days.map((day, index) => ({ day, ...byDay[index]! })),
    leftOut: { reasons: leftOutOf(tallies), excluded },
    marks: marksOf(tallies),
  }
}

export interface DayOfTouchpoint {
  touchpointId: string
  day: string
  contacts: Contacts
  /** Occasions of each stage, in the order of `STAGE_KINDS`. */
  events: Shown[]
}

/**
 * Occasions of each touchpoint on each day, withheld consistently with the report shown beside them. Days on which
 * nothing can be shown are left out. Devices are not included: nearly every cell would be small, and they do not add
 * up.
 */
export async function readReachCells(
  tx: Transaction,
  campaignId: string,
  report: ReachReport,
): Promise<DayOfTouchpoint[]> {
  const cells = Map.groupBy(await reachByTouchpointAndDay(tx, campaignId), (row) => `${row.day} ${row.touchpointId}`)
  const rowsOf = (day: string, id: string) => cells.get(`${day} ${id}`) ?? []
  const shown = STAGE_KINDS.map((kind) =>
    showRows(
      report.touchpoints.map(({ touchpointId }) =>
        report.days.map(({ day }) => cellOf(rowsOf(day, touchpointId), kind).events),
      ),
      report.touchpoints.map(({ stages }) => stages[kind].events),
      report.days.map(({ stages }) => stages[kind].events),
    ),
  )
  return report.days.flatMap(({ day }, column) =>
    report.touchpoints.flatMap(({ touchpointId }, row) => {
      const rows = rowsOf(day, touchpointId)
      const events = shown.map((kind) => kind[row]![column]!)
      return rows.some(({ kind }) => kind === 'contact') || events.some(Boolean)
        ? [{ touchpointId, day, contacts: contactsOf(rows), events }]
        : []
    }),
  )
}
