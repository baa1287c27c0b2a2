/**
 * Small cells. A count of 1 to 4 devices could be traced to a household, so it is withheld in every breakdown, and as a
 * total. Where a withheld part could be computed from the total by subtraction, the next smallest parts are withheld as
 * well. Zero means no device and is shown.
 *
 * The number of occasions is an upper bound of the number of devices (one occasion is one device), so in a breakdown
 * counts of 1 to 4 occasions are withheld by the same rule. Occasions of a whole campaign are always shown: they are
 * the live counters of offices and hall screens. While a campaign has fewer than five occasions in all, they reveal as
 * much; this risk is accepted.
 *
 * A device can be in several parts, so for a total T and parts x: max(x) ≤ T ≤ Σx; an occasion is in one part, so T =
 * Σx. tests/unit/campaign-suppression.test.ts tries every small table and checks that an attacker who knows these rules
 * cannot reduce a withheld small part to one possible value.
 */

/** Counts below this are withheld. */
export const SMALL_CELL = 5

/** A count of devices as it may be shown; null where it is withheld. */
export type Shown = number | null

export const isSmall = (count: number): boolean => count > 0 && count < SMALL_CELL

/** A figure without a breakdown. */
export const showTotal = (count: number): Shown => (isSmall(count) ? null : count)

const indicesOf = <T>(values: readonly T[], fits: (value: T, index: number) => boolean) =>
  values.flatMap((value, index) => (fits(value, index) ? [index] : []))

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/**
 * Does the total reveal something about a withheld part? The attacker is assumed to know this rule but not which of the
 * withheld parts are small: each is at least 1 and at most 4 (a small one), or the smallest shown part, or else the
 * total (one withheld to protect others). Safe means: at least two are withheld, the total implies no larger lower
 * bound than 1 for a small one, and, if no device is in two parts, each small one still has at least two possible
 * values.
 */
function totalTells(counts: readonly number[], hidden: ReadonlySet<number>, total: number): boolean {
  if (hidden.size === 0) return false
  if (hidden.size === 1) return true
  const small = new Set(indicesOf(counts, (count, index) => hidden.has(index) && isSmall(count)))
  const rest = total - sum(counts.filter((count, index) => count > 0 && !hidden.has(index)))
  const largest = largestWithheld(counts, hidden, total)
  const most = (index: number) => (small.has(index) ? SMALL_CELL - 1 : largest)
  const mostOfAll = sum([...hidden].map(most))
  return [...small].some((index) => rest - (mostOfAll - most(index)) > 1 || rest - (hidden.size - 1) <= 1)
}

/** Upper bound of a withheld part, for an attacker who knows that the smallest are withheld first. */
const largestWithheld = (counts: readonly number[], hidden: ReadonlySet<number>, total: number) =>
  Math.min(total, ...counts.filter((count, index) => count > 0 && !hidden.has(index)))

/** The parts to withhold: the small ones, those of `also`, and further ones that protect them. */
function withheldParts(counts: readonly number[], total: number, also: Iterable<number> = []): Set<number> {
  const hidden = new Set([...indicesOf(counts, isSmall), ...also])
  if (isSmall(total)) return hidden
  // Starting with the smallest, which costs the least information; all parts of the same size together, because a
  // choice between them would reveal something.
  for (const size of [...new Set(counts)].filter((count) => count >= SMALL_CELL).sort((a, b) => a - b)) {
    if (!totalTells(counts, hidden, total)) break
    counts.forEach((count, index) => {
      if (count === size) hidden.add(index)
    })
  }
  return hidden
}

const show = (counts: readonly number[], hidden: ReadonlySet<number>): Shown[] =>
  counts.map((count, index) => (hidden.has(index) ? null : count))

/**
 * One breakdown with the parts that must be withheld replaced by null.
 * @param counts distinct devices of each part
 * @param total distinct devices of the whole, published beside it
 */
export const showParts = (counts: readonly number[], total: number): Shown[] =>
  show(counts, withheldParts(counts, total))

export interface Cell {
  events: number
  devices: number
}
export interface ShownCell {
  events: Shown
  devices: Shown
}

/**
 * With the occasions of some withheld parts shown beside them: could an attacker conclude that a part has more than one
 * device? A part has at most as many devices as shown occasions; all parts with withheld occasions together have at
 * most the remainder of the total of occasions. Uses published numbers only, so that the result itself reveals nothing.
 */
function occasionsTell(
  cells: readonly Cell[],
  hiddenEvents: ReadonlySet<number>,
  hiddenDevices: ReadonlySet<number>,
  total: number,
): boolean {
  if (isSmall(total)) return false
  const devices = cells.map((cell) => cell.devices)
  const largest = largestWithheld(devices, hiddenDevices, total)
  const rest = total - sum(devices.filter((_, index) => !hiddenDevices.has(index)))
  const parts = cells.flatMap(({ events }, index) =>
    hiddenDevices.has(index)
      ? [hiddenEvents.has(index) ? { most: events, least: 1 } : { most: Math.min(largest, events) }]
      : [],
  )
  const mostOfAll = sum(parts.map(({ most }) => most))
  return parts.some(({ most, least = most }) => rest - (mostOfAll - least) > 1)
}

/**
 * A breakdown into occasions and devices side by side. Where occasions are withheld, devices are too (there are at
 * least as many occasions). Occasions beside withheld devices are shown unless they are small, protect small ones, or
 * reveal something about the devices.
 */
export function showCells(cells: readonly Cell[], whole: Cell): ShownCell[] {
  const events = cells.map((cell) => cell.events)
  const devices = cells.map((cell) => cell.devices)
  let hiddenEvents = withheldParts(events, whole.events)
  let hiddenDevices = withheldParts(devices, whole.devices, hiddenEvents)
  if (occasionsTell(cells, hiddenEvents, hiddenDevices, whole.devices)) {
    hiddenEvents = withheldParts(events, whole.events, hiddenDevices)
    hiddenDevices = withheldParts(devices, whole.devices, hiddenEvents)
  }
  return cells.map((cell, index) => ({
    events: hiddenEvents.has(index) ? null : cell.events,
    devices: hiddenDevices.has(index) ? null : cell.devices,
  }))
}

/**
 * Newcomers by share beside all devices that started. The difference is the number of devices that came directly: where
 * it is small, newcomers are withheld as well. Each newcomer is in one part only, so the parts add up.
 */
export function showNewcomers(parts: readonly Newcomers[], whole: Newcomers): { whole: Shown; parts: Shown[] } {
  const fewDirect = ({ newcomers, starters }: Newcomers) => newcomers > 0 && isSmall(starters - newcomers)
  const counts = parts.map((part) => part.newcomers)
  const hidden = withheldParts(counts, whole.newcomers, indicesOf(parts, fewDirect))
  const wholeShown = fewDirect(whole) || hidden.size === 1 ? null : showTotal(whole.newcomers)
  return {
    whole: wholeShown,
    parts: counts.map((count, index) => (hidden.has(index) || (wholeShown === null && count > 0) ? null : count)),
  }
}

interface Newcomers {
  newcomers: number
  /** Distinct devices that started. */
  starters: number
}

/**
 * Occasions of each row (touchpoint) in each column (day), beside the totals of both as they are shown. Rows are
 * grouped into pairs with neighbouring totals (three where one is left over). A pair is shown or withheld as a whole,
 * zeros included: withheld when one of its cells or row totals is, or when it contributes to a withheld column total.
 * So subtracting the shown rows from a column gives at best the sum of two rows, and the choice of withheld rows
 * reveals nothing beyond the totals.
 */
export function showRows(
  rows: readonly (readonly number[])[],
  rowTotals: readonly Shown[],
  columnTotals: readonly Shown[],
): Shown[][] {
  const mayNot = (index: number) =>
    rowTotals[index] === null ||
    rows[index]?.some((count, column) => isSmall(count) || (count > 0 && columnTotals[column] === null))
  const order = [...rows.keys()]
    .filter((index) => rowTotals[index] !== 0)
    .sort((a, b) => (rowTotals[a] ?? 0) - (rowTotals[b] ?? 0) || a - b)
  const pairs = order
    .map((_, at) => at)
    .filter((at) => at % 2 === 0 && (at === 0 || at < order.length - 1))
    .map((at, _, starts) => order.slice(at, at === starts.at(-1) ? undefined : at + 2))
  const hidden = new Set(pairs.flatMap((pair) => (pair.some(mayNot) ? pair : [])))
  return rows.map((row, index) => row.map((count) => (hidden.has(index) ? null : count)))
}
