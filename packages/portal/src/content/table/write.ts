import type { Kind } from '../../record/common.ts'
import { columnsOf } from './columns.ts'
import { holdFormula } from './formula.ts'

/** A table of one kind as CSV (RFC 4180) in UTF-8, with the byte order mark by which spreadsheets know it, and no cell that is a formula. */
export function writeCsv(kind: Kind, records: readonly unknown[]): string {
  const columns = columnsOf(kind)
  const line = (cells: readonly string[]) =>
    cells.map((cell) => `"${holdFormula(cell).replaceAll('"', '""')}"`).join(',')
  const lines = [columns.map(({ name }) => name), ...records.map((record) => columns.map(({ write }) => write(record)))]
  return `\ufeff${lines.map(line).join('\r\n')}\r\n`
}
