/** The funnel of a campaign, by touchpoint and by day: what is published, and what members have entered until now. */
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { campaignDevices, residentRange } from '#shared/campaign/measures.ts'
import type { PublishedStage } from '#shared/campaign/published.ts'
import { type Contacts, type ReachReport, STAGE_KINDS, type StageKind, type Stages } from '#shared/campaign/report.ts'
import { shownStep, type Shown } from '#shared/campaign/steps.ts'
import { dayOf } from '#shared/station.ts'
import { type Campaign, getCampaign } from './campaigns.ts'
import { type Published, readPublished } from './published.ts'
import { listTouchpoints } from './queries/list-touchpoints.ts'
import { contactsByTouchpointAndDay, contactsRolledUp, type RolledUp } from './queries/reach-rolled-up.ts'

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

/** The published stages of one scope. */
const stagesOf = (cells: readonly PublishedStage[] = []): Stages => {
  const stage = (kind: StageKind) => {
    const cell = cells.find((one) => one.kind === kind)
    return { events: shownStep(cell?.events ?? 0), devices: shownStep(cell?.devices ?? 0) }
  }
  return { scan: stage('scan'), start: stage('start'), completion: stage('completion'), share: stage('share') }
}
const isShown = (stages: Stages) => STAGE_KINDS.some((kind) => stages[kind].events !== null)

/** Everything the dashboard of one campaign shows. @throws AppError `not_found` */
export async function readReachReport(stationId: string, campaignId: string, now = new Date()): Promise<ReachReport> {
  const published = await publishedOf(stationId, campaignId, now)
  return inSnapshot(stationId, campaignId, (tx, campaign) => reachReport(tx, stationId, campaign, published, now))
}

/** What is published, after a look whether the campaign is the station's. @throws AppError `not_found` */
export async function publishedOf(stationId: string, campaignId: string, now: Date): Promise<Published> {
  await getCampaign(stationId, campaignId)
  return readPublished(campaignId, now)
}

/** The same within a snapshot. */
export async function reachReport(
  tx: Transaction,
  stationId: string,
  { id: campaignId, population }: Campaign,
  { at, counts }: Published,
  now: Date,
): Promise<ReachReport> {
  const touchpoints = await listTouchpoints(stationId, campaignId, tx)
  const entered = Map.groupBy(await contactsRolledUp(tx, campaignId), (row) => row.touchpointId ?? row.day ?? '')
  const contacts = (id: string) => contactsOf(entered.get(id) ?? [])
  const scopes = Map.groupBy(
    counts.stages.filter(({ touchpointId, day }) => !(touchpointId && day)),
    (cell) => cell.touchpointId ?? cell.day ?? '',
  )
  const figures = (id: string) => ({ contacts: contacts(id), stages: stagesOf(scopes.get(id)) })
  const shares = (id: string | null) => {
    const row = counts.shares.find((one) => one.touchpointId === id)
    const tree = { links: shownStep(row?.links ?? 0), depth: shownStep(row?.depth ?? 0) }
    return { starts: shownStep(row?.starts ?? 0), newcomers: shownStep(row?.newcomers ?? 0), tree }
  }
  const whole = figures('')
  const devices = campaignDevices(STAGE_KINDS.map((kind) => whole.stages[kind].devices))
  const { starts, newcomers, tree } = shares(null)
  const days = new Set([...entered.values(), ...scopes.values()].flat().flatMap((row) => row.day ?? []))
  return {
    today: dayOf(now),
    at: now.toISOString(),
    publishedAt: at.toISOString(),
    whole: {
      ...whole,
      devices,
      residents: residentRange(devices, whole.contacts.total, population),
      newcomers: { starts, devices: newcomers },
      tree,
    },
    touchpoints: touchpoints.map(({ id }) => {
      const shared = shares(id)
      return { touchpointId: id, ...figures(id), newcomers: { devices: shared.newcomers }, tree: shared.tree }
    }),
    // A day on which only few came would say so by being there.
    days: [...days]
      .sort()
      .map((day) => ({ day, ...figures(day) }))
      .filter(({ contacts: { staff, platform }, stages }) => staff || platform || isShown(stages)),
    leftOut: {
      reasons: counts.leftOut.flatMap(({ reason, events }) => (events ? [{ reason, events }] : [])),
      excluded: counts.excluded,
    },
    marks: counts.marks ?? [],
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
 * Occasions of each touchpoint on each day on which there is something to show. Devices are not included: nearly every
 * cell would be small, and they do not add up.
 */
export async function readReachCells(
  tx: Transaction,
  campaignId: string,
  { counts }: Published,
): Promise<DayOfTouchpoint[]> {
  const nameOf = (row: { touchpointId: string | null; day: string | null }) => `${row.day} ${row.touchpointId}`
  const entered = Map.groupBy(await contactsByTouchpointAndDay(tx, campaignId), nameOf)
  const shown = Map.groupBy(
    counts.stages.filter(({ touchpointId, day }) => touchpointId && day),
    nameOf,
  )
  return [...new Set([...entered.keys(), ...shown.keys()])].sort().flatMap((name) => {
    const [day = '', touchpointId = ''] = name.split(' ')
    const stages = stagesOf(shown.get(name))
    const contacts = entered.get(name)
    return contacts || isShown(stages)
      ? [
          {
            touchpointId,
            day,
            contacts: contactsOf(contacts ?? []),
            events: STAGE_KINDS.map((kind) => stages[kind].events),
          },
        ]
      : []
  })
}
