/** What spreadsheets take for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/
const HELD = /^'(?=[=+\-@\t\r])/

export function isFormula(cell: string): boolean {
  return FORMULA.test(cell)
}

/** As text for every spreadsheet: an apostrophe before what would be reckoned. */
export function holdFormula(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell
}

/** What `holdFormula` wrote, as it was. */
export function releaseFormula(cell: string): string {
  return cell.replace(HELD, '')
}
