import type { Kind } from '../../record/common.ts'
import { columnsOf } from './columns.ts'
import { holdFormula } from './formula.ts'

/** A table of one kind as CSV (RFC 4180) in UTF-8, line by line, with the byte order mark by which spreadsheets know it, and no cell that is a formula. */
export async function* csvLines(
  kind: Kind,
  records: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<string> {
  const columns = columnsOf(kind)
  const line = (cells: readonly string[]) =>
    `${cells.map((cell) => `"${holdFormula(cell).replaceAll('"', '""')}"`).join(',')}\r\n`
  yield `\ufeff${line(columns.map(({ name }) => name))}`
  for await (const record of records) yield line(columns.map(({ write }) => write(record)))
}

/** A JSON array, record by record (RFC 8259). */
export async function* jsonLines(records: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '['
  for await (const record of records) {
    yield before + JSON.stringify(record)
    before = ',\n'
  }
  yield before === '[' ? '[]' : ']'
}
