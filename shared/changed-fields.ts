import { keysOf } from './records.ts'

/** Names of the fields of `after` whose value differs from that in `before`, compared by identity. */
export function changedFields<T extends object>(before: T, after: Partial<T>): (keyof T & string)[] {
  return keysOf(after).filter((name) => before[name] !== after[name])
}
