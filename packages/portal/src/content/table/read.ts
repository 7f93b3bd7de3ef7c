import { parse } from 'csv-parse/sync'
import { type Params, PortalError, type PortalErrorCode } from '../../error/portal-error.ts'
import { KINDS, type Kind } from '../../record/common.ts'
import { memberOf } from '../../record/fields.ts'
import { partsOf } from '../../record/record.ts'
import { columnsOf } from './columns.ts'
import { isFormula, releaseFormula } from './formula.ts'

/** Of a whole table, and of one row of it. */
export const TABLE_LIMITS = { bytes: 5_242_880, rows: 2_000, rowBytes: 1_048_576 } as const

/** What is wrong with a row; `warning`: it is taken all the same. */
export interface RowProblem {
  /** As a reader counts: the head of a CSV is row 1. */
  readonly row: number
  readonly path: string
  readonly code: PortalErrorCode
  readonly params: Params
  readonly warning: boolean
}

export interface Row {
  readonly row: number
  readonly record: Readonly<Record<string, unknown>>
}

export interface Table {
  readonly rows: readonly Row[]
  readonly problems: readonly RowProblem[]
}

/** Reads CSV or a JSON array. Throws IMPORT_UNREADABLE, IMPORT_TOO_MANY, FILE_EMPTY. */
export function readTable(bytes: Uint8Array): Table {
  if (bytes.length === 0) throw new PortalError('FILE_EMPTY')
  if (bytes.length > TABLE_LIMITS.bytes) throw tooMany(TABLE_LIMITS.bytes)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new PortalError('IMPORT_UNREADABLE', { row: '1' }, { cause })
  }
  return /^\s*\[/.test(text) ? readJson(text) : readCsv(text)
}

function readJson(text: string): Table {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new PortalError('IMPORT_UNREADABLE', { row: '1' }, { cause })
  }
  if (!Array.isArray(value)) throw new PortalError('IMPORT_UNREADABLE', { row: '1' })
  if (value.length > TABLE_LIMITS.rows) throw tooMany(TABLE_LIMITS.rows)
  const rows = value.map((record: unknown, at) => {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      throw new PortalError('IMPORT_UNREADABLE', { row: String(at + 1) })
    }
    return { row: at + 1, record: record as Row['record'] }
  })
  return { rows, problems: [] }
}

function readCsv(text: string): Table {
  const [head = [], ...lines] = linesOf(text)
  if (lines.length > TABLE_LIMITS.rows) throw tooMany(TABLE_LIMITS.rows)
  const problems: RowProblem[] = []
  const rows = lines.map((cells, at) => readRow(head, cells, at + 2, problems))
  return { rows, problems }
}

function linesOf(text: string): readonly string[][] {
  try {
    return parse(text, {
      skip_empty_lines: true,
      max_record_size: TABLE_LIMITS.rowBytes,
      // One more than is allowed, so that it is told.
      to: TABLE_LIMITS.rows + 2,
    }) as string[][]
  } catch (cause) {
    const line = (cause as { readonly lines?: number }).lines
    throw new PortalError('IMPORT_UNREADABLE', { row: String(line ?? 1) }, { cause })
  }
}

function readRow(head: readonly string[], cells: readonly string[], row: number, problems: RowProblem[]): Row {
  const at = head.indexOf('id')
  const id = (cells[at] ?? '').trim()
  const { kind } = partsOf(id)
  const record: Record<string, unknown> = { id, kind }
  const columns = new Map(isKind(kind) ? columnsOf(kind).map((column) => [column.name, column]) : [])
  for (const [index, name] of head.entries()) {
    const written = cells[index] ?? ''
    if (written === '' || index === at) continue
    if (isFormula(written))
      problems.push({ row, path: name, code: 'IMPORT_FORMULA', params: { column: name }, warning: true })
    const column = columns.get(name)
    if (column !== undefined) column.read(record, releaseFormula(written))
    else if (columns.size > 0) {
      problems.push({ row, path: name, code: 'FIELD_UNKNOWN', params: { field: name }, warning: false })
    }
  }
  return { row, record }
}

function isKind(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind)
}

/** The id that a row says, or nothing. */
export function idOf(record: unknown): string {
  const id = memberOf(record, 'id')
  return typeof id === 'string' ? id : ''
}

const tooMany = (maximum: number) => new PortalError('IMPORT_TOO_MANY', { maximum: String(maximum) })
