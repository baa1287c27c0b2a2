import { describe, expect, it } from 'vitest'
import { showCells, showNewcomers, showRows } from '#shared/campaign/suppression.ts'
import { tables, sum, lookalikes, told } from '../fixtures/tables.ts'

describe('newcomers', () => {
  it('are withheld where few devices came directly', () => {
    expect(showNewcomers([{ newcomers: 18, starters: 20 }], { newcomers: 18, starters: 20 })).toEqual({
      whole: null,
      parts: [null],
    })
    expect(
      showNewcomers(
        [
          { newcomers: 18, starters: 25 },
          { newcomers: 6, starters: 12 },
        ],
        { newcomers: 24, starters: 37 },
      ),
    ).toEqual({ whole: 24, parts: [18, 6] })
    expect(
      showNewcomers(
        [
          { newcomers: 18, starters: 20 },
          { newcomers: 6, starters: 40 },
          { newcomers: 9, starters: 40 },
        ],
        { newcomers: 33, starters: 100 },
      ),
    ).toEqual({ whole: 33, parts: [null, null, 9] })
  })
  it('do not come back by adding or subtracting parts', () => {
    expect(
      showNewcomers(
        [
          { newcomers: 18, starters: 20 },
          { newcomers: 0, starters: 40 },
        ],
        { newcomers: 18, starters: 60 },
      ),
    ).toEqual({ whole: null, parts: [null, 0] })
    expect(
      showNewcomers(
        [
          { newcomers: 10, starters: 10 },
          { newcomers: 20, starters: 22 },
          { newcomers: 30, starters: 30 },
        ],
        { newcomers: 60, starters: 62 },
      ),
    ).toEqual({ whole: null, parts: [null, null, null] })
    expect(showNewcomers([{ newcomers: 0, starters: 3 }], { newcomers: 0, starters: 3 })).toEqual({
      whole: 0,
      parts: [0],
    })
  })
})

describe('touchpoints on days', () => {
  it.each([
    [1, 3, 7],
    [2, 2, 9],
    [3, 2, 6],
  ])('pin no small cell of %i × %i', { timeout: 60_000 }, (height, width, most) => {
    function* publish() {
      for (const table of tables(height * width, most)) {
        const rows = Array.from({ length: height }, (_, row) => table.slice(row * width, (row + 1) * width))
        const columns = Array.from({ length: width }, (_, column) => sum(rows.map((row) => row[column]!)))
        const total = sum(table)
        if (total < 5) continue
        // Each event from a different device: the case that reveals most.
        const shown = (parts: number[]) =>
          showCells(
            parts.map((count) => ({ events: count, devices: count })),
            { events: total, devices: total },
          ).map((cell) => cell.events)
        const rowTotals = shown(rows.map(sum))
        const columnTotals = shown(columns)
        yield { table, look: [total, rowTotals, columnTotals, showRows(rows, rowTotals, columnTotals)], secrets: table }
      }
    }
    // Tables at the upper edge have lookalikes that are not generated here.
    expect(
      lookalikes(publish())
        .filter((one) => Math.max(...one.table) < most && told(one))
        .map(({ table }) => table),
    ).toEqual([])
  })

  it('are shown where every day is large enough', () => {
    expect(
      showRows(
        [
          [200, 0],
          [30, 40],
          [9, 3],
        ],
        [200, 70, 12],
        [239, 43],
      ),
    ).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ])
    expect(
      showRows(
        [
          [200, 0],
          [30, 40],
          [9, 3],
          [4, 9],
        ],
        [200, 70, 12, 13],
        [243, 52],
      ),
    ).toEqual([
      [200, 0],
      [30, 40],
      [null, null],
      [null, null],
    ])
  })
})
