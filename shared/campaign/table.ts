/** A table to be exported: what its columns mean, and its rows. */
import { type Cell, writeCsv } from './csv.ts'

export interface Column {
  label: string
  /** `day`: `YYYY-MM-DD`. A withheld count is the text of `WITHHELD`. */
  kind: 'text' | 'day' | 'count'
  /** How the column is counted, for the sheet of definitions. */
  meaning: string
}

export interface Table {
  title: string
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
}

export function tableCsv({ columns, rows }: Table): string {
  const days = new Set(columns.flatMap(({ kind }, at) => (kind === 'day' ? [at] : [])))
  return writeCsv([columns.map(({ label }) => label), ...rows], days)
}
