/** The funnel of a campaign, by touchpoint and by day, from one snapshot of the database, small cells withheld. */
import { useDatabase } from '#server/database/client.ts'
import { campaignDevices, residentRange } from '#shared/campaign/measures.ts'
import { type Contacts, type Figures, type Newcomers, type ReachReport, STAGE_KINDS, type Stages } from '#shared/campaign/report.ts'
import { showParts, showTotal, type Shown } from '#shared/campaign/suppression.ts'
import { dayOf } from '#shared/station.ts'
import { getCampaign } from './campaigns.ts'
import { listTouchpoints } from './queries/list-touchpoints.ts'
import { newcomersByShare } from './queries/newcomers-by-share.ts'
import { reachByTouchpointAndDay, reachRolledUp, type RolledUp } from './queries/reach-rolled-up.ts'
import { shareTrees } from './queries/share-trees.ts'

/** Contacts by who counted them. */
export function contactsOf(rows: readonly RolledUp[]): Contacts {
  const of = (source: string) => rows.filter((row) => row.kind === 'contact' && row.source === source).reduce((sum, row) => sum + row.events, 0)
  const staff = of('staff')
  const platform = of('platform')
  return { total: staff + platform, staff, platform }
}

/** Stages of one scope; `devices` says which counts may be shown. */
function stagesOf(rows: readonly RolledUp[], devices: (kind: string) => Shown): Stages {
  return Object.fromEntries(STAGE_KINDS.map((kind) => [kind, { events: rows.find((row) => row.kind === kind)?.events ?? 0, devices: devices(kind) }])) as Stages
}

/** Figures of each part of a whole, in the order of `parts`, with small cells and those that protect them withheld. */
function breakDown(parts: readonly (readonly RolledUp[])[], whole: readonly RolledUp[]): Figures[] {
  const count = (rows: readonly RolledUp[], kind: string) => rows.find((row) => row.kind === kind)?.devices ?? 0
  const shown = new Map(STAGE_KINDS.map((kind) => [kind as string, showParts(parts.map((rows) => count(rows, kind)), count(whole, kind))]))
  return parts.map((rows, index) => ({ contacts: contactsOf(rows), stages: stagesOf(rows, (kind) => shown.get(kind)![index]!) }))
}

/** Everything the dashboard of one campaign shows. @throws AppError `not_found` */
export async function readReachReport(stationId: string, campaignId: string, now = new Date()): Promise<ReachReport> {
  const campaign = await getCampaign(stationId, campaignId)
  return useDatabase().transaction(async (tx) => {
    const touchpoints = await listTouchpoints(stationId, campaignId, tx)
    const rolled = await reachRolledUp(tx, campaignId)
    const newcomers = await newcomersByShare(tx, campaignId)
    const trees = await shareTrees(tx, campaignId)

    const scopes = Map.groupBy(rolled, (row) => row.touchpointId ?? row.day ?? '')
    const whole = scopes.get('') ?? []
    const days = [...new Set(rolled.flatMap((row) => row.day ?? []))].sort()
    const byTouchpoint = breakDown(touchpoints.map(({ id }) => scopes.get(id) ?? []), whole)
    const byDay = breakDown(days.map((day) => scopes.get(day) ?? []), whole)

    const arrived = (id: string | null) => newcomers.find((row) => row.touchpointId === id) ?? { starts: 0, devices: 0 }
    const arrivedShown = showParts(touchpoints.map(({ id }) => arrived(id).devices), arrived(null).devices)
    const newcomersOf = (id: string | null, devices: Shown): Newcomers => ({ starts: arrived(id).starts, devices })

    const devicesByKind = STAGE_KINDS.map((kind) => whole.find((row) => row.kind === kind)?.devices ?? 0)
    const devices = campaignDevices(devicesByKind)
    const contacts = contactsOf(whole)
    return {
      today: dayOf(now),
      at: now.toISOString(),
      whole: {
        contacts,
        stages: stagesOf(whole, (kind) => showTotal(whole.find((row) => row.kind === kind)?.devices ?? 0)),
        devices: showTotal(devices),
        residents: residentRange(devices, contacts.total, campaign.population),
        newcomers: newcomersOf(null, showTotal(arrived(null).devices)),
        tree: { links: trees.reduce((sum, tree) => sum + tree.links, 0), depth: Math.max(0, ...trees.map((tree) => tree.depth ?? 0)) },
      },
      touchpoints: touchpoints.map(({ id }, index) => {
        const tree = trees.find((row) => row.touchpointId === id)
        return { touchpointId: id, ...byTouchpoint[index]!, newcomers: newcomersOf(id, arrivedShown[index]!), tree: { links: tree?.links ?? 0, depth: tree?.depth ?? 0 } }
      }),
      days: days.map((day, index) => ({ day, ...byDay[index]! })),
    }
  }, { isolationLevel: 'repeatable read', accessMode: 'read only' })
}

/** Occasions of each touchpoint on each day. Devices are not given here: nearly every cell would be small, and they do not add up. */
export async function readReachCells(campaignId: string): Promise<{ touchpointId: string; day: string; rows: RolledUp[] }[]> {
  const cells = Map.groupBy(await reachByTouchpointAndDay(useDatabase(), campaignId), (row) => `${row.day} ${row.touchpointId}`)
  return [...cells.values()].map((rows) => ({ touchpointId: rows[0]!.touchpointId!, day: rows[0]!.day!, rows })).sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}
