/** Rules for a text that two people edit, and for one that is taken up again later. Values are plain JSON data. */
import { keysOf } from './records.ts'

export const sameValue = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Plain JSON data only. */
export const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** The keys of `one` whose values differ in `other`. */
export function differing(one: object, other: object): string[] {
  const others = new Map<string, unknown>(Object.entries(other))
  return Object.entries(one)
    .filter(([key, value]) => !sameValue(value, others.get(key)))
    .map(([key]) => key)
}

/**
 * Carries edits over to values that have changed meanwhile: what was edited stays edited, the rest is as it is now.
 * @param was the values when the editing began
 * @param edited the edited values; may lack some
 * @param now the values as they are now
 * @returns the new values, and the keys that both have changed, to different values
 */
export function carryOver<V extends object>(
  was: Partial<V>,
  edited: Partial<V>,
  now: V,
): { values: V; clashes: (keyof V & string)[] } {
  const mine = keysOf(now).filter((key) => key in edited && !sameValue(edited[key], was[key]))
  return {
    values: { ...now, ...Object.fromEntries(mine.map((key) => [key, edited[key]])) },
    clashes: mine.filter((key) => !sameValue(now[key], was[key]) && !sameValue(now[key], edited[key])),
  }
}
