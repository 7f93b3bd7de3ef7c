/**
 * A cell that a spreadsheet takes for text: what it would read as a formula gets an apostrophe before it (OWASP CSV Injection), what would end the cell
 * is quoted (RFC 4180 §2).
 */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Lines end in CRLF (RFC 4180 §2). */
export const csvOf = (rows: readonly (readonly (string | number | undefined)[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
