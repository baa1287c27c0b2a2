/**
 * Workbooks for spreadsheets. Cells are typed, so that text stays text whatever it looks like: a text cell is neither
 * calculated nor converted.
 */
import type { CellObject, Row } from 'write-excel-file/node'
import type { Cell } from '#shared/campaign/csv.ts'
import type { Column, Table } from '#shared/campaign/table.ts'

/** The escape of ECMA-376, ST_Xstring, which every reader decodes. */
const escaped = (sign: string) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
/**
 * Text as it will be read: Excel would decode `_x0041_` to `A`. The names of `Object.prototype` are escaped because the
 * library looks up repeated texts in a plain object, and would lose a touchpoint called `constructor`.
 */
const literal = (text: string) =>
  text in {} ? text.replace(/^./, escaped) : text.toWellFormed().replace(/_(?=x[0-9a-f]{4}_)/gi, escaped)

/** Longest text that a cell may hold. */
const TEXT_MAX = 32_767
const WIDTHS: Record<Column['kind'], number> = { text: 18, day: 12, count: 12 }
const HEAD = { fontWeight: 'bold', wrap: true, alignVertical: 'center', backgroundColor: '#E8EDF7' } as const

function cellOf(cell: Cell, kind: Column['kind']): CellObject | null {
  if (cell === null || cell === '') return null
  if (typeof cell === 'number') return { type: Number, value: cell, format: '#,##0' }
  if (kind === 'day') return { type: Date, value: new Date(`${cell}T00:00:00Z`), format: 'yyyy-mm-dd' }
  const value = literal(cell).slice(0, TEXT_MAX)
  // A withheld figure stands where the others stand.
  return kind === 'count'
    ? { type: String, value, align: 'right' }
    : { type: String, value, format: '@', wrap: true, alignVertical: 'top' }
}

/** Wide enough for the longest text, up to half a page; a Chinese character is two wide. */
function widthOf(table: Table, at: number): number {
  const { kind = 'text', label = '' } = table.columns[at] ?? {}
  const texts = [label, ...table.rows.map((row) => String(row[at] ?? ''))]
  const longest = Math.max(...texts.map((text) => text.replace(/[^\0-\u02ff]/g, '**').length))
  return kind === 'text' ? Math.min(60, Math.max(10, longest + 2)) : Math.max(WIDTHS[kind], label.length * 1.2)
}

/** One sheet for each table, with its head kept in view. */
export async function writeWorkbook(tables: readonly Table[]): Promise<Buffer> {
  // Loaded with the first export: most starts never need it.
  const { default: writeExcelFile } = await import('write-excel-file/node')
  const sheets = tables.map((table) => ({
    sheet: table.title,
    data: [
      table.columns.map(({ label }) => ({ ...HEAD, type: String, value: literal(label), format: '@' })),
      ...table.rows.map((row): Row => row.map((cell, at) => cellOf(cell, table.columns[at]?.kind ?? 'text'))),
    ],
    columns: table.columns.map((_, at) => ({ width: widthOf(table, at) })),
    stickyRowsCount: 1,
  }))
  return await writeExcelFile(sheets, { fontFamily: 'Microsoft YaHei', fontSize: 11 }).toBuffer()
}
