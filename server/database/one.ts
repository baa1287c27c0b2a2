/**
 * The row that a statement gives by what it is: a `returning` of a row that is locked, a `select` of a count.
 * @throws Error where there is none, which is a mistake in the statement
 */
export function one<T>(rows: readonly T[]): T {
  const [row] = rows
  if (row === undefined) throw new Error('A statement gave no row.')
  return row
}
