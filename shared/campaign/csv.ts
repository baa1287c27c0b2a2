/** CSV that Excel and WPS open correctly in Chinese, and that is safe against formula injection. */

export type Cell = string | number | null

/**
 * Text that a spreadsheet would interpret as a formula gets a leading apostrophe, which makes it plain text (OWASP,
 * "CSV Injection"). White space before the sign does not make it safe. Numbers stay numbers, even negative ones.
 */
const harmless = (text: string) => (/^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text)

function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = harmless(cell)
  return /["\r\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180 with CRLF and a UTF-8 byte order mark: without it Excel reads Chinese as GBK. */
export function writeCsv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')}`
}
