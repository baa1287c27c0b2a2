/** The reach of a campaign as a table for Excel: by touchpoint and day, with the totals that do not follow by adding up. */
import { type Contacts, STAGE_KINDS, type Stages } from '#shared/campaign/report.ts'
import { type Cell, writeCsv } from '#shared/campaign/csv.ts'
import { WITHHELD } from '#shared/campaign/measures.ts'
import { TOUCHPOINT_KIND_LABELS } from '#shared/campaign/touchpoint.ts'
import { getCampaign } from './campaigns.ts'
import { listTouchpoints } from './queries/list-touchpoints.ts'
import { contactsOf, readReachCells, readReachReport } from './reach-report.ts'

const HEADER = ['触点', '类型', '地点', '网格', '活动码', '日期', '人次（现场登记）', '人次（平台上报）', '扫码打开（次）', '扫码打开（设备）', '开始答题（次）', '开始答题（设备）', '做完（次）', '做完（设备）', '转发（次）', '转发（设备）']
const ALL_DAYS = '全部日期'
const ALL_TOUCHPOINTS = '全部触点'

const figures = (contacts: Contacts, stages: Stages): Cell[] => [contacts.staff, contacts.platform, ...STAGE_KINDS.flatMap((kind) => [stages[kind].events, stages[kind].devices ?? WITHHELD])]

/** @returns the file and the name to save it under. @throws AppError `not_found` */
export async function exportReach(stationId: string, campaignId: string, now = new Date()): Promise<{ name: string; csv: string }> {
  const campaign = await getCampaign(stationId, campaignId)
  const report = await readReachReport(stationId, campaignId, now)
  const touchpoints = new Map((await listTouchpoints(stationId, campaignId)).map((touchpoint) => [touchpoint.id, touchpoint]))
  const cells = await readReachCells(campaignId)
  const head = (id: string): Cell[] => {
    const touchpoint = touchpoints.get(id)
    return touchpoint ? [touchpoint.name, TOUCHPOINT_KIND_LABELS[touchpoint.kind], touchpoint.place, touchpoint.grid, touchpoint.code] : ['', '', '', '', '']
  }
  const whole: Cell[] = [ALL_TOUCHPOINTS, '', '', '', '']
  const rows: Cell[][] = [
    HEADER,
    [...whole, ALL_DAYS, ...figures(report.whole.contacts, report.whole.stages)],
    ...report.touchpoints.map((row) => [...head(row.touchpointId), ALL_DAYS, ...figures(row.contacts, row.stages)]),
    ...report.days.map((row) => [...whole, row.day, ...figures(row.contacts, row.stages)]),
    ...cells.map((cell) => {
      const contacts = contactsOf(cell.rows)
      // Devices of one touchpoint on one day stay empty: see `readReachCells`.
      return [...head(cell.touchpointId), cell.day, contacts.staff, contacts.platform, ...STAGE_KINDS.flatMap((kind) => [cell.rows.find((row) => row.kind === kind)?.events ?? 0, null])]
    }),
  ]
  return { name: `${campaign.title} 触达 ${report.today}.csv`, csv: writeCsv(rows) }
}
