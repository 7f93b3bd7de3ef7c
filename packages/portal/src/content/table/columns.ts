import type { Kind } from '../../record/common.ts'
import { type FieldNode, fieldsOf, memberOf } from '../../record/fields.ts'
import { LANGUAGES } from '../../record/text.ts'

/** A column of a table of one kind: how its cell is written, and what it says of a record. */
export interface Column {
  readonly name: string
  readonly write: (record: unknown) => string
  /** Puts what a cell that is not empty says into the record. */
  readonly read: (record: Record<string, unknown>, cell: string) => void
}

/**
 * Columns of a kind: `id`; a text has one for each language (`title.ar`); codes of one field stand with `|` between them; what has parts is JSON.
 */
export function columnsOf(kind: Kind): readonly Column[] {
  return [scalar('id', String), ...fieldsOf(kind).flatMap(({ name, node }) => columnsOfNode(name, node))]
}

function columnsOfNode(name: string, node: FieldNode): Column[] {
  switch (node.type) {
    case 'text':
      return LANGUAGES.map((language) => ({
        name: `${name}.${language}`,
        write: (record) => textOf(memberOf(memberOf(record, name), language)),
        read: (record, cell) => {
          record[name] = { ...(record[name] as object | undefined), [language]: cell }
        },
      }))
    case 'number':
      return [scalar(name, (cell) => (/^-?\d{1,15}(\.\d{1,6})?$/.test(cell) ? Number(cell) : cell))]
    case 'boolean':
      return [scalar(name, (cell) => (cell === 'true' ? true : cell === 'false' ? false : cell))]
    case 'choices':
      return [
        {
          name,
          write: (record) => {
            const codes = memberOf(record, name)
            return Array.isArray(codes) ? codes.map(textOf).join('|') : ''
          },
          read: (record, cell) => {
            record[name] = cell.split('|').map((code) => code.trim())
          },
        },
      ]
    case 'string':
    case 'choice':
      return [scalar(name, String)]
    default:
      return [
        {
          name,
          write: (record) => {
            const value = memberOf(record, name)
            return value === undefined ? '' : JSON.stringify(value)
          },
          read: (record, cell) => {
            record[name] = jsonOf(cell)
          },
        },
      ]
  }
}

function scalar(name: string, meant: (cell: string) => unknown): Column {
  return {
    name,
    write: (record) => textOf(memberOf(record, name)),
    read: (record, cell) => {
      record[name] = meant(cell)
    },
  }
}

/** What is no JSON stays as it is, and is told to have another form. */
function jsonOf(cell: string): unknown {
  try {
    return JSON.parse(cell)
  } catch {
    return cell
  }
}

function textOf(value: unknown): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}
