import { PortalError } from '../../error/portal-error.ts'
import { memberOf, type NamedField, nodeAt } from '../../record/fields.ts'
import { emptyOf } from './read-form.ts'

/** What a submit button of the form does to a list: `add:body:quote`, `remove:steps.2`, `up:body.3`, `down:body.3`. */
const FORM = /^(add|remove|up|down):([a-zA-Z]+(?:\.[a-zA-Z0-9]+){0,8})(?::([a-z]+))?$/

export interface Acted {
  readonly record: Readonly<Record<string, unknown>>
  /** Where the page goes on: what was added or moved, or the list. */
  readonly at: string
}

/** Throws FIELD_FORM for what no button of ours says. */
export function actOn(fields: readonly NamedField[], record: Readonly<Record<string, unknown>>, act: string): Acted {
  const [, verb, where = '', type] = FORM.exec(act) ?? []
  if (verb === undefined) throw new PortalError('FIELD_FORM')
  const changed = structuredClone(record)
  const path = where.split('.')
  if (verb === 'add') return add(fields, changed, path, type)
  const at = Number(path.pop())
  const list = valueAt(changed, path)
  const isList = nodeAt(fields, changed, path)?.type === 'list'
  if (!isList || !Array.isArray(list) || !(at in list)) throw new PortalError('FIELD_FORM')
  const parent = path.join('.')
  const [row] = list.splice(at, 1)
  if (verb === 'remove') return { record: changed, at: parent }
  const to = Math.min(list.length, Math.max(0, verb === 'up' ? at - 1 : at + 1))
  list.splice(to, 0, row)
  return { record: changed, at: `${parent}.${to}` }
}

function add(fields: readonly NamedField[], record: Record<string, unknown>, path: string[], type?: string): Acted {
  const node = nodeAt(fields, record, path)
  const name = path.at(-1)
  const holder = valueAt(record, path.slice(0, -1))
  if (node?.type !== 'list' || name === undefined || typeof holder !== 'object' || holder === null) {
    throw new PortalError('FIELD_FORM')
  }
  const before = memberOf(holder, name)
  const list: unknown[] = Array.isArray(before) ? before : []
  if (list.length < node.max) list.push(emptyOf(node.of, type))
  Reflect.set(holder, name, list)
  return { record, at: `${path.join('.')}.${list.length - 1}` }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce(memberOf, value)
}
