import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cell, writeCsv } from '#shared/campaign/csv.ts'

/** A plain RFC 4180 reader, written for the test. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 1; i < text.length; i++) {
    const sign = text[i]!
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (text[i + 1] === '"') cell += text[++i]!
      else quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === ',') {
      row.push(cell)
      cell = ''
    } else if (sign === '\r' && text[i + 1] === '\n') {
      rows.push([...row, cell])
      row = []
      cell = ''
      i++
    } else cell += sign
  }
  return rows
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ' ', "'", '传', '＝') }),
)
const cell: fc.Arbitrary<Cell> = fc.oneof(text, fc.integer(), fc.constant(null))

describe('CSV', () => {
  it('reads back as written, after an apostrophe is taken off', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        const back = readCsv(writeCsv(rows))
        expect(back.map((row) => row.map((value) => value.replace(/^'/, '')))).toEqual(
          rows.map((row) => row.map((value) => (value === null ? '' : String(value)))),
        )
      }),
    )
  })

  it('leaves no cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(text, (value) => {
        const [[back]] = readCsv(writeCsv([[value]])) as [[string]]
        expect(back).not.toMatch(/^[\s]*[=+\-@＝＋－＠]/)
        expect(back).not.toMatch(/^[\t\r\n]/)
      }),
    )
    for (const value of ['=1+1', '+86', '-5', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1'])
      expect(writeCsv([[value]])).toContain(`"'${value}"`)
  })

  it.each([
    '3-2',
    '0012',
    '2345E67',
    '123456789012345678',
    '1/2',
    '3月2日',
    '2026年3月',
    '3月2号',
    '10:30',
    '下午3:00',
    '3 pm',
    '5%',
    '¥12',
    '1,234',
    '(5)',
    '1.50',
    '３－２',
    '00',
    '½',
    'Mar-5',
    '5 Jan',
    'true',
    'FALSE',
    '#N/A',
    '12345678',
    '1E5',
    '2D3',
    '0571-8888',
    '(0571)88888888',
    '1 1/2',
    "'0012",
  ])('keeps the text %s text', (value) => {
    expect(writeCsv([[value]])).toBe(`\uFEFF"'${value}"\r\n`)
  })

  it.each(['迎晖路3-2号楼', '第3网格', '一号', 'K7P9XRWM', 'a1b2', '他说好', '2026春季宣传', '3组', 'Building 2B'])(
    'leaves the text %s as it is',
    (value) => {
      expect(writeCsv([[value]])).toBe(`\uFEFF"${value}"\r\n`)
    },
  )

  it('keeps numbers and days, and starts with a byte order mark', () => {
    expect(
      writeCsv(
        [
          ['传单', -3, 12480, null, '2026-11-20'],
          ['他说"好"', 'a,b', '', '*', '=1'],
        ],
        new Set([4]),
      ),
    ).toBe(`\uFEFF"传单",-3,12480,,2026-11-20\r\n"他说""好""","a,b",,"*","'=1"\r\n`)
  })
})
