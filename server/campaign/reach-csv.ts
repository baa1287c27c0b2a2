/**
 * The reach of a campaign as a table for Excel: by touchpoint and day, with those totals that cannot be computed by
 * adding rows.
 */
import { type Contacts, STAGE_KINDS, type Stages } from '#shared/campaign/report.ts'
import { type Cell, writeCsv } from '#shared/campaign/csv.ts'
import { WITHHELD } from '#shared/campaign/measures.ts'
import type { Shown } from '#shared/campaign/suppression.ts'
import { TOUCHPOINT_KIND_LABELS } from '#shared/campaign/touchpoint.ts'
import { listTouchpoints } from './queries/list-touchpoints.ts'
import { inSnapshot, reachReport, readReachCells } from './reach-report.ts'

const HEADER = [
  '触点',
  '类型',
  '地点',
  '网格',
  '活动码',
  '日期',
  '人次（现场登记）',
  '人次（平台上报）',
  '扫码打开（次）',
  '扫码打开（设备）',
  '开始答题（次）',
  '开始答题（设备）',
  '做完（次）',
  '做完（设备）',
  '转发（次）',
  '转发（设备）',
]
const ALL_DAYS = '全部日期'
const ALL_TOUCHPOINTS = '全部触点'

const shown = (count: Shown): Cell => count ?? WITHHELD
const figures = (contacts: Contacts, stages: Stages): Cell[] => [
  contacts.staff,
  contacts.platform,
  ...STAGE_KINDS.flatMap((kind) => [shown(stages[kind].events), shown(stages[kind].devices)]),
]

/** @returns the file and the name to save it under. @throws AppError `not_found` */
export async function exportReach(
  stationId: string,
  campaignId: string,
  now = new Date(),
): Promise<{ name: string; csv: string }> {
  const { campaign, report, listed, cells } = await inSnapshot(stationId, campaignId, async (tx, campaign) => {
    const report = await reachReport(tx, stationId, campaign, now)
    return {
      campaign,
      report,
      listed: await listTouchpoints(stationId, campaignId, tx),
      cells: await readReachCells(tx, campaignId, report),
    }
  })
  const touchpoints = new Map(listed.map((touchpoint) => [touchpoint.id, touchpoint]))
  const head = (id: string): Cell[] => {
    const touchpoint = touchpoints.get(id)
    return touchpoint
      ? [touchpoint.name, TOUCHPOINT_KIND_LABELS[touchpoint.kind], touchpoint.place, touchpoint.grid, touchpoint.code]
      : ['', '', '', '', '']
  }
  const whole: Cell[] = [ALL_TOUCHPOINTS, '', '', '', '']
  const rows: Cell[][] = [
    HEADER,
    [...whole, ALL_DAYS, ...figures(report.whole.contacts, report.whole.stages)],
    ...report.touchpoints.map((row) => [...head(row.touchpointId), ALL_DAYS, ...figures(row.contacts, row.stages)]),
    ...report.days.map((row) => [...whole, row.day, ...figures(row.contacts, row.stages)]),
    // Devices of one touchpoint on one day are left empty: see `readReachCells`.
    ...cells.map(({ touchpointId, day, contacts, events }) => [
      ...head(touchpointId),
      day,
      contacts.staff,
      contacts.platform,
      ...events.flatMap((count) => [shown(count), null]),
    ]),
  ]
  return { name: `${campaign.title} 触达 ${report.today}.csv`, csv: writeCsv(rows) }
}
