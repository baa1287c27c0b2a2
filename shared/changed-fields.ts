/** Names of the fields of `after` whose value is another one in `before`, compared by identity. */
export function changedFields<T extends object>(before: T, after: Partial<T>): (keyof T & string)[] {
  return (Object.keys(after) as (keyof T & string)[]).filter((name) => before[name] !== after[name])
}
