import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Cell,
  isSmall,
  showCells,
  showNewcomers,
  showParts,
  showRows,
  showTotal,
} from '#shared/campaign/suppression.ts'

/** Every way to write `length` numbers from 0 to `most`. */
function* tables(length: number, most: number): Generator<number[]> {
  if (length === 0) return yield []
  for (const rest of tables(length - 1, most)) {
    for (let value = 0; value <= most; value++) yield [...rest, value]
  }
}
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

/**
 * Publishes every table, then asks for each withheld small part which values it has in all tables that look the same
 * from outside. One value only would mean that the rule gives it away to whoever knows the rule.
 */
function pinned(length: number, most: number, totals: (counts: number[]) => number[]): string[] {
  const values = new Map<string, Set<number>[]>()
  const published: { counts: number[]; look: string }[] = []
  for (const counts of tables(length, most)) {
    for (const total of totals(counts)) {
      const look = JSON.stringify([showParts(counts, total), showTotal(total)])
      const sets = values.get(look) ?? counts.map(() => new Set<number>())
      values.set(look, sets)
      counts.forEach((count, index) => sets[index]!.add(count))
      published.push({ counts, look })
    }
  }
  return published.flatMap(({ counts, look }) =>
    counts.some((count, index) => isSmall(count) && values.get(look)![index]!.size < 2) ? [`${counts} ${look}`] : [],
  )
}

/**
 * What a table looks like from outside, and for each withheld number in it the values it has in all tables that look
 * so.
 */
function lookalikes<Table>(
  published: Iterable<{ table: Table; look: unknown; secrets: readonly number[] }>,
): { table: Table; secrets: readonly number[]; values: Set<number>[] }[] {
  const all = new Map<string, Set<number>[]>()
  return [...published].map(({ table, look, secrets }) => {
    const key = JSON.stringify(look)
    const values = all.get(key) ?? secrets.map(() => new Set<number>())
    all.set(key, values)
    secrets.forEach((secret, index) => values[index]!.add(secret))
    return { table, secrets, values }
  })
}
const told = ({ secrets, values }: { secrets: readonly number[]; values: Set<number>[] }) =>
  secrets.some((secret, index) => isSmall(secret) && values[index]!.size < 2)

describe('suppression of small cells', () => {
  it.each([
    [1, 8],
    [2, 14],
    [3, 11],
    [4, 6],
  ])('pins no small part of %i parts, devices being in several', (length, most) => {
    const totals = (counts: number[]) =>
      Array.from({ length: sum(counts) - Math.max(...counts) + 1 }, (_, index) => Math.max(...counts) + index)
    expect(pinned(length, most, totals)).toEqual([])
  })

  it.each([
    [2, 24],
    [3, 14],
    [4, 8],
  ])('pins no small part of %i parts, should no device be in two', (length, most) => {
    // Where as many parts have devices as there are devices, the number of parts tells, not the total.
    const telling = (counts: number[]) => counts.filter((count) => count > 0).length >= sum(counts)
    expect(pinned(length, most, (counts) => (telling(counts) ? [] : [sum(counts)]))).toEqual([])
  })

  it('never leaves one withheld part beside a shown total and other parts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 12 }), (counts) => {
        const shown = showParts(counts, sum(counts))
        const withheld = shown.filter((count) => count === null).length
        const parts = counts.filter((count) => count > 0).length
        expect(
          shown.every((count, index) =>
            isSmall(counts[index]!) ? count === null : count === null || count === counts[index],
          ),
        ).toBe(true)
        if (!isSmall(sum(counts)) && parts > 1) expect(withheld).not.toBe(1)
      }),
    )
  })

  it('shows zeros and everything that protects nothing', () => {
    expect(showParts([0, 20, 30], 50)).toEqual([0, 20, 30])
    expect(showParts([3, 20, 30], 53)).toEqual([null, null, 30])
    expect(showParts([1, 3, 40], 44)).toEqual([null, null, 40])
    expect(showParts([4], 4)).toEqual([null])
    expect(showTotal(4)).toBeNull()
    expect(showTotal(5)).toBe(5)
    expect(showTotal(0)).toBe(0)
  })
})

describe('occasions beside devices', () => {
  /** Every table of `length` parts with up to `most` occasions each, and every total of devices that it can have. */
  function* publish(length: number, most: number, disjoint: boolean) {
    const cells: Cell[] = [{ events: 0, devices: 0 }]
    for (let events = 1; events <= most; events++)
      for (let devices = 1; devices <= events; devices++) cells.push({ events, devices })
    for (const table of tables(length, cells.length - 1)) {
      const parts = table.map((index) => cells[index]!)
      const devices = parts.map((part) => part.devices)
      const events = sum(parts.map((part) => part.events))
      for (let total = disjoint ? sum(devices) : Math.max(...devices); total <= sum(devices); total++) {
        yield {
          table: parts,
          look: [showCells(parts, { events, devices: total }), events, showTotal(total)],
          secrets: devices,
        }
      }
    }
  }
  // Below five occasions in all, the live counter of the campaign tells as much, and that is accepted.
  const enough = ({ table }: { table: Cell[] }) => sum(table.map((cell) => cell.events)) >= 5

  it.each([
    [1, 12, true],
    [2, 12, true],
    [2, 10, false],
    [3, 6, true],
    [3, 6, false],
  ])(
    'pin no small count of devices of %i parts with up to %i occasions (disjoint: %s)',
    { timeout: 60_000 },
    (length, most, disjoint) => {
      expect(
        lookalikes(publish(length, most, disjoint))
          .filter((one) => enough(one) && told(one))
          .map(({ table }) => table),
      ).toEqual([])
    },
  )

  it('are withheld below five, with what protects them, and devices with them', () => {
    expect(
      showCells(
        [
          { events: 1, devices: 1 },
          { events: 12, devices: 9 },
          { events: 40, devices: 30 },
        ],
        { events: 53, devices: 40 },
      ),
    ).toEqual([
      { events: null, devices: null },
      { events: null, devices: null },
      { events: 40, devices: 30 },
    ])
    expect(
      showCells(
        [
          { events: 0, devices: 0 },
          { events: 1, devices: 1 },
        ],
        { events: 1, devices: 1 },
      ),
    ).toEqual([
      { events: 0, devices: 0 },
      { events: null, devices: null },
    ])
  })

  it('stay where they tell nothing: many on a few devices', () => {
    expect(
      showCells(
        [
          { events: 200, devices: 4 },
          { events: 90, devices: 60 },
          { events: 80, devices: 70 },
        ],
        { events: 370, devices: 130 },
      ),
    ).toEqual([
      { events: 200, devices: null },
      { events: 90, devices: null },
      { events: 80, devices: 70 },
    ])
  })
})

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
        // Each occasion on a device of its own: the case that tells most.
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
    // Tables at the edge have neighbours that are not among these.
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
