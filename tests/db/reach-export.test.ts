import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reachCsv, reachXlsx, readReachTables } from '#server/campaign/reach-export.ts'
import { readReachReport } from '#server/campaign/reach-report.ts'
import { recordReach } from '#server/campaign/reach.ts'
import { REACH_TABLES } from '#shared/campaign/reach-table.ts'
import { PUBLISH_MS } from '#shared/campaign/steps.ts'
import { keysOf } from '#shared/records.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { key, NOW, range, seedReach } from '../fixtures/reach-report.ts'
import { readXlsx } from '../fixtures/xlsx.ts'
import { archiveTouchpoint } from '../fixtures/seen.ts'

describe.each(await databases())('export of the reach on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let poster: string

  beforeAll(async () => {
    database = await create()
    ;({ seed, poster } = await seedReach(database))
  })
  afterAll(() => database.drop())

  it('exports the same figures in separate tables, archived touchpoints included', async () => {
    await archiveTouchpoint({ id: seed.memberId, stationId: seed.stationId }, poster, true)
    const read = await readReachTables(seed.stationId, seed.campaignId, NOW)
    const { totals, touchpoints, days, 'touchpoint-days': cells } = read.tables
    const of = (label: string) => totals.rows.find(([name]) => name === label)?.[1]
    expect(['人次（现场登记）', '人次（平台上报）'].map(of)).toEqual([40, 600])
    expect(['做完（次）', '做完（设备）', '转发（次）', '转发链接（条）'].map(of)).toEqual(['*', '*', '*', '*'])
    const report = await readReachReport(seed.stationId, seed.campaignId, NOW)
    const scan = report.whole.stages.scan
    expect(['扫码打开（次）', '扫码打开（设备）'].map(of)).toEqual([scan.events ?? '*', scan.devices ?? '*'])
    const row = (name: string) => touchpoints.rows.find(([first]) => first === name)?.slice(5, 15)
    expect(row('=集市摊位')?.slice(0, 2)).toEqual([40, 600])
    expect(row('海报')).toEqual([0, 0, '*', '*', '*', '*', '*', '*', '*', '*'])
    expect(days.rows[0]).toEqual(['2026-11-19', 40, 600, '*', '*', '*', '*', '*', '*', '*', '*'])
    expect(cells.rows.map((each) => [each[0], ...each.slice(5)])[0]).toEqual([
      '=集市摊位',
      '2026-11-19',
      40,
      600,
      '*',
      '*',
      '*',
      '*',
    ])
    for (const { columns, rows } of Object.values(read.tables))
      for (const each of rows) expect(each).toHaveLength(columns.length)
  })

  it('shows no figure in a file that the page withholds', async () => {
    const { tables } = await readReachTables(seed.stationId, seed.campaignId, NOW)
    const report = await readReachReport(seed.stationId, seed.campaignId, NOW)
    const at = (table: (typeof tables)['days'], label: string) =>
      table.columns.findIndex((column) => column.label === label)
    const seen = (table: (typeof tables)['days'], label: string) => table.rows.map((row) => row[at(table, label)])
    const shown = (figure: number | null) => figure ?? '*'
    expect(seen(tables.touchpoints, '扫码打开（设备）')).toEqual(
      report.touchpoints.map(({ stages }) => shown(stages.scan.devices)),
    )
    expect(seen(tables.touchpoints, '转发带来新设备')).toEqual(
      report.touchpoints.map(({ newcomers }) => shown(newcomers.devices)),
    )
    expect(seen(tables.touchpoints, '转发链接（条）')).toEqual(report.touchpoints.map(({ tree }) => shown(tree.links)))
    expect(seen(tables.days, '扫码打开（次）')).toEqual(report.days.map(({ stages }) => shown(stages.scan.events)))
    expect(at(tables['touchpoint-days'], '扫码打开（设备）')).toBe(-1)
  })

  it('names its files, and says in the workbook what each column means', async () => {
    const read = await readReachTables(seed.stationId, seed.campaignId, NOW)
    const { name, csv } = reachCsv(read, 'touchpoints')
    expect(name).toBe('测试活动 触达 2026-11-23 各触点.csv')
    expect(csv).toContain(`"'=集市摊位","集市摊位",,,`)
    expect(reachCsv(read, 'days').csv).toContain('\r\n2026-11-19,40,600,"*",')
    // One table a file: whoever sums a column counts nothing twice.
    for (const key of keysOf(REACH_TABLES)) {
      const lines = reachCsv(read, key).csv.split('\r\n').filter(Boolean)
      expect(lines, key).toHaveLength(1 + read.tables[key].rows.length)
    }
    const { name: book, xlsx } = await reachXlsx(read)
    expect(book).toBe('测试活动 触达 2026-11-23.xlsx')
    const sheets = readXlsx(xlsx)
    expect(Object.keys(sheets)).toEqual(['总计', '各触点', '各天', '各触点每天', '说明'])
    expect(sheets['各触点']!.map((row) => row[0])).toContainEqual({ text: '=集市摊位' })
    expect(sheets['各天']![1]!.slice(0, 3)).toEqual([{ day: '2026-11-19' }, { number: 40 }, { number: 600 }])
    const meanings = sheets['说明']!.map((row) => row.map((cell) => cell?.text))
    // Who opens a CSV finds the apostrophe explained.
    expect(meanings).toContainEqual(['全部', 'CSV 文件', expect.stringContaining('像 3-2 这样')])
    for (const { title, columns } of Object.values(read.tables))
      for (const { label } of columns) expect(meanings).toContainEqual([title, label, expect.stringMatching(/./)])
  })

  it('exports one moment, while others write', async () => {
    const busy = await seedStation(database.db)
    let [day, block] = [0, 0]
    const write = async () => {
      for (let round = 0; round < 12; round++) {
        await recordReach(
          database.db,
          range(1, 40).map((device) => ({
            id: v7(),
            campaignId: busy.campaignId,
            touchpointId: busy.touchpointId,
            kind: 'scan' as const,
            deviceKey: key(device),
            at: new Date(Date.UTC(2026, 10, 1 + (day++ % 20))),
          })),
        )
      }
    }
    const check = async () => {
      for (let round = 0; round < 12; round++) {
        const now = new Date(NOW.getTime() + block++ * PUBLISH_MS)
        const { tables } = await readReachTables(busy.stationId, busy.campaignId, now)
        const scans = ({ columns, rows }: (typeof tables)['days']) => {
          const at = columns.findIndex(({ label }) => label === '扫码打开（次）')
          return rows.map((row) => row[at])
        }
        // A whole is never less than the sum of its parts, in whatever table.
        const whole = tables.totals.rows.find(([label]) => label === '扫码打开（次）')?.[1]
        for (const part of [tables.touchpoints, tables.days, tables['touchpoint-days']].map(scans)) {
          const sum = part.reduce((total: number, events) => total + (Number(events) || 0), 0)
          expect(sum).toBeLessThanOrEqual(Number(whole) || 0)
        }
      }
    }
    await Promise.all([write(), write(), check()])
    await check()
  })
})
