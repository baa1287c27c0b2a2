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
  it('reads back as written, an apostrophe before dangerous text apart', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        const back = readCsv(writeCsv(rows))
        expect(back.map((row) => row.length)).toEqual(rows.map((row) => row.length))
        rows.forEach((row, r) =>
          row.forEach((value, c) => {
            const expected = value === null ? '' : String(value)
            expect([expected, `'${expected}`]).toContain(back[r]![c])
          }),
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
      expect(writeCsv([[value]])).toContain(`'${value}`)
  })

  it('keeps numbers as numbers and starts with a byte order mark', () => {
    expect(
      writeCsv([
        ['传单', -3, 12480, null],
        ['他说"好"', 'a,b', '', '*'],
      ]),
    ).toBe('\uFEFF传单,-3,12480,\r\n"他说""好""","a,b",,*\r\n')
  })
})
