/** Files of a campaign's reach: one table as CSV for programs, all of them as a workbook for spreadsheets. */
import { writeWorkbook } from '#server/http/xlsx.ts'
import { SUPPRESSION_TEXT } from '#shared/campaign/measures.ts'
import { EXPORT_TEXT, REACH_TABLES, type ReachTableKey } from '#shared/campaign/reach-table.ts'
import { type Table, tableCsv } from '#shared/campaign/table.ts'
import { momentText } from '#shared/member/time.ts'
import { keysOf } from '#shared/records.ts'
import { listTouchpoints } from './queries/list-touchpoints.ts'
import { inSnapshot, publishedOf, reachReport, readReachCells } from './reach-report.ts'
import { reachTables } from './reach-tables.ts'

/** The tables of one moment, and the name of their file without its ending. @throws AppError `not_found` */
export async function readReachTables(stationId: string, campaignId: string, now = new Date()) {
  const published = await publishedOf(stationId, campaignId, now)
  return inSnapshot(stationId, campaignId, async (tx, campaign) => {
    const report = await reachReport(tx, stationId, campaign, published, now)
    const listed = await listTouchpoints(stationId, campaignId, tx)
    const tables = reachTables(report, listed, await readReachCells(tx, campaignId, published))
    return {
      title: campaign.title,
      today: report.today,
      at: report.at,
      publishedAt: report.publishedAt,
      name: `${campaign.title} 触达 ${report.today}`,
      tables,
    }
  })
}
type ReachTables = Awaited<ReturnType<typeof readReachTables>>

export function reachCsv({ name, tables }: ReachTables, key: ReachTableKey): { name: string; csv: string } {
  return { name: `${name} ${REACH_TABLES[key]}.csv`, csv: tableCsv(tables[key]) }
}

/** What every column means, and what may not be done with the figures. */
function definitions({ title, today, publishedAt, tables }: ReachTables): Table {
  const all = keysOf(REACH_TABLES).map((key) => tables[key])
  return {
    title: '说明',
    columns: [
      { label: '表', kind: 'text', meaning: '' },
      { label: '列', kind: 'text', meaning: '' },
      { label: '意思', kind: 'text', meaning: '' },
    ],
    rows: [
      ['全部', '活动', title],
      ['全部', '数字的日期', today],
      ['全部', '扫码、开始、做完、转发公布到', momentText(publishedAt)],
      ['全部', '相加', EXPORT_TEXT.adding],
      ['全部', '*', SUPPRESSION_TEXT],
      ['全部', '空格', '空着表示没有这个数或者算不出来，不能填成 0。'],
      ['全部', 'CSV 文件', EXPORT_TEXT.csv],
      ...all.flatMap((table) => table.columns.map(({ label, meaning }) => [table.title, label, meaning])),
    ],
  }
}

export async function reachXlsx(read: ReachTables): Promise<{ name: string; xlsx: Buffer }> {
  const sheets = [...keysOf(REACH_TABLES).map((key) => read.tables[key]), definitions(read)]
  return { name: `${read.name}.xlsx`, xlsx: await writeWorkbook(sheets) }
}
