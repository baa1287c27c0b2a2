import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeWorkbook } from '#server/http/xlsx.ts'
import type { Table } from '#shared/campaign/table.ts'
import { readXlsx } from '../fixtures/xlsx.ts'

const column = (label: string, kind: 'text' | 'day' | 'count') => ({ label, kind, meaning: '' })
const table = (rows: Table['rows']): Table => ({
  title: '表',
  columns: [column('网格', 'text'), column('日期', 'day'), column('次数', 'count')],
  rows,
})
const written = async (rows: Table['rows']) => readXlsx(await writeWorkbook([table(rows)]))['表']!

describe('a workbook', () => {
  it.each([
    '3-2',
    '0012',
    '2345E67',
    '123456789012345678',
    '2026-11-20',
    '1/2',
    'TRUE',
    '#N/A',
    '3月2日',
    '=1+1',
    '+86',
    '-5',
    '@SUM(A1)',
    '	=1',
    ' =1',
    '=HYPERLINK("http://evil.example")',
    "'0012",
    '_x0041_',
    '__proto__',
    'constructor',
    '<b>&amp;"',
    '金梅亭 😀',
    ' 前后有空格 ',
  ])('keeps the text %s text, as written', async (text) => {
    expect((await written([[text, '2026-11-20', 3]]))[1]).toEqual([{ text }, { day: '2026-11-20' }, { number: 3 }])
  })

  it('keeps any text', async () => {
    // XML 1.0 has no control characters; whole characters only.
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((value) => !/[\p{Cc}\uFFFD-\uFFFF]/u.test(value))
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        expect((await written([[value, null, null]]))[1]?.[0]).toEqual({ text: value })
      }),
      { numRuns: 100 },
    )
  })

  it('has numbers as numbers, withheld ones as text, and nothing where nothing is known', async () => {
    const rows = await written([
      ['甲', '2026-12-31', 1_234_567],
      ['', '2024-02-29', '*'],
      ['乙', null, 0],
    ])
    expect(rows).toEqual([
      [{ text: '网格' }, { text: '日期' }, { text: '次数' }],
      [{ text: '甲' }, { day: '2026-12-31' }, { number: 1_234_567 }],
      [undefined, { day: '2024-02-29' }, { text: '*' }],
      [{ text: '乙' }, undefined, { number: 0 }],
    ])
  })
})
