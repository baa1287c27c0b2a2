/**
 * The row of a statement that always returns one: a `returning` of a locked row, a `select` of a count.
 * @throws Error if there is no row, which is a mistake in the statement
 */
export function one<T>(rows: readonly T[]): T {
  const [row] = rows
  if (row === undefined) throw new Error('A statement gave no row.')
  return row
}
