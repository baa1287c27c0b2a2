/** CSV for programs (RFC 4180) that also survives Excel and WPS: no text becomes a formula, a number or a date. */

export type Cell = string | number | null

/** Text that a spreadsheet would run, in half or full width. White space before the sign does not make it safe. */
const FORMULA = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/
/**
 * Text of which a spreadsheet might make a number, a date or a time: it has a digit, and else only what such values are
 * written with. Wider than the rules of any one program, as the price of a false alarm is an apostrophe.
 */
const VALUE = /^(?=.*\d)(?:[\d\s.,:;/⁄\\\-+%‰()'$€£¥元年月日号时分秒点周星期上下午]|am?|pm?|e|d|of)+$/iu
const MONTH = /^(?=.*\d).*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/iu
/** Truth values, and error values such as `#N/A`. */
const LOGICAL = /^\s*(?:true|false|#.*)\s*$/iu

/**
 * A leading apostrophe makes text of it in a spreadsheet (OWASP, "CSV Injection"); a program takes one off again, which
 * is why text that begins with one gets a second. Numbers stay numbers, even negative ones.
 */
function guarded(text: string): string {
  const plain = text.normalize('NFKC')
  const risky = FORMULA.test(text) || VALUE.test(plain) || MONTH.test(plain) || LOGICAL.test(plain)
  return risky || text.startsWith("'") ? `'${text}` : text
}

/** Text is always quoted, so that a program can tell it from a number. */
function cellText(cell: Cell): string {
  if (cell === null || cell === '') return ''
  return typeof cell === 'number' ? String(cell) : `"${guarded(cell).replaceAll('"', '""')}"`
}

/**
 * RFC 4180 with CRLF and a UTF-8 byte order mark: without it Excel reads Chinese as GBK.
 * @param days columns of calendar days (`YYYY-MM-DD`), which a spreadsheet may take for dates
 */
export function writeCsv(rows: readonly (readonly Cell[])[], days: ReadonlySet<number> = new Set()): string {
  const text = (cell: Cell, column: number) =>
    days.has(column) && typeof cell === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(cell) ? cell : cellText(cell)
  return `\uFEFF${rows.map((row) => `${row.map(text).join(',')}\r\n`).join('')}`
}
