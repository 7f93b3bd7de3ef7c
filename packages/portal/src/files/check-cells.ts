import { parse } from 'csv-parse/sync'
import { PortalError } from '../error/portal-error.ts'

/** What a spreadsheet would work out when the file is opened (OWASP, CSV injection); a plain number, a telephone number and a lone dash are none. */
const FORMULA = /^\s*(?:[=@]|[+-](?!\s*$|\s*[\d\u0660-\u0669][\d\u0660-\u0669\u066b\u066c., ]*[%\u066a]?\s*$))/

/**
 * Readers get a file as it was sent, byte for byte: a formula in it cannot be held by an apostrophe as in our own tables. Cells are parted as a
 * spreadsheet of any locale may part them.
 * @throws PortalError FILE_FORMULA, FILE_BROKEN
 */
export function checkCells(text: string): void {
  for (const [at, line] of linesOf(text).entries())
    if (line.some((cell) => FORMULA.test(cell))) throw new PortalError('FILE_FORMULA', { line: String(at + 1) })
}

function linesOf(text: string): readonly (readonly string[])[] {
  try {
    return parse(text, {
      bom: true,
      delimiter: [',', ';', '\t'],
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
    })
  } catch {
    throw new PortalError('FILE_BROKEN')
  }
}
