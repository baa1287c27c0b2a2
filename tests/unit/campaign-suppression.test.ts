import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cell, isSmall, showCells, showParts, showTotal } from '#shared/campaign/suppression.ts'
import { tables, sum, pinned, lookalikes, told } from '../fixtures/tables.ts'

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
    // If as many parts have devices as there are devices, the number of parts reveals them, not the total.
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
  /** Every table of `length` parts with up to `most` events each, and every total of devices that it can have. */
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
  // Accepted risk: below five events in all, the live counter of the campaign reveals as much.
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
