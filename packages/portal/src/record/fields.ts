import type { z } from 'zod'
import type { Kind } from './common.ts'
import { record } from './record.ts'

/** What a place of a record is filled in with. */
export type FieldNode =
  | { readonly type: 'text'; readonly max: number }
  | { readonly type: 'string'; readonly max: number; readonly form: 'plain' | 'date' | 'url' }
  | { readonly type: 'number' | 'boolean' }
  | { readonly type: 'choice' | 'choices'; readonly codes: readonly string[] }
  | { readonly type: 'list'; readonly of: FieldNode; readonly max: number }
  | { readonly type: 'group'; readonly fields: readonly NamedField[] }
  | { readonly type: 'variants'; readonly variants: ReadonlyMap<string, readonly NamedField[]> }

export interface NamedField {
  readonly name: string
  readonly node: FieldNode
  readonly optional: boolean
}

/** Set by the portal, never by a form. */
const OURS = new Set(['id', 'kind', 'modified'])
/** Rows of a list that has no bound of its own. */
const ROWS = 200

const made = new Map<string, readonly NamedField[]>()

/** Fields of a kind, from its schema: what the schema does not have, no form has. */
export function fieldsOf(kind: Kind): readonly NamedField[] {
  if (made.size === 0) {
    for (const option of record.def.options) {
      made.set(
        option.shape.kind.value,
        namedFields(option.shape).filter(({ name }) => !OURS.has(name)),
      )
    }
  }
  return made.get(kind) ?? []
}

/** A literal (`kind`, a block's `type`) is not filled in. */
function namedFields(shape: z.core.$ZodShape): NamedField[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const { inner, optional } = unwrapped(schema)
    return inner._zod.def.type === 'literal' ? [] : [{ name, node: nodeOf(inner), optional }]
  })
}

function unwrapped(schema: z.core.$ZodType): { readonly inner: z.core.$ZodTypes; readonly optional: boolean } {
  let inner = schema as z.core.$ZodTypes
  let optional = false
  while (inner._zod.def.type === 'optional' || inner._zod.def.type === 'default') {
    optional = true
    inner = inner._zod.def.innerType as z.core.$ZodTypes
  }
  return { inner, optional }
}

function nodeOf(schema: z.core.$ZodTypes): FieldNode {
  const { def } = schema._zod
  switch (def.type) {
    case 'object': {
      const { ar, en } = def.shape
      if (ar === undefined || en === undefined || Object.keys(def.shape).length !== 2) {
        return { type: 'group', fields: namedFields(def.shape) }
      }
      return { type: 'text', max: maximumOf(unwrapped(ar).inner) ?? 2_000 }
    }
    case 'array': {
      const of = nodeOf(unwrapped(def.element).inner)
      return of.type === 'choice'
        ? { type: 'choices', codes: of.codes }
        : { type: 'list', of, max: maximumOf(schema) ?? ROWS }
    }
    case 'enum':
      return { type: 'choice', codes: Object.values(def.entries).map(String) }
    case 'union':
      return {
        type: 'variants',
        variants: new Map(
          def.options.map((option) => {
            const { shape } = (option as z.core.$ZodObject)._zod.def
            const [name] = (shape.type as z.core.$ZodLiteral)._zod.def.values
            return [String(name), namedFields(shape)]
          }),
        ),
      }
    case 'number':
      return { type: 'number' }
    case 'boolean':
      return { type: 'boolean' }
    case 'string': {
      const format = 'format' in def ? def.format : undefined
      return {
        type: 'string',
        max: maximumOf(schema) ?? 500,
        form: format === 'date' || format === 'url' ? format : 'plain',
      }
    }
    default:
      throw new Error(`no field for ${def.type}`)
  }
}

function maximumOf(schema: z.core.$ZodTypes): number | undefined {
  const { checks = [] } = schema._zod.def
  const found = checks.map(({ _zod }) => _zod.def).find((def) => def.check === 'max_length')
  return (found as z.core.$ZodCheckMaxLengthDef | undefined)?.maximum
}

/** The node at a path (`body.0.rows.1`) of a draft; undefined: there is none. */
export function nodeAt(fields: readonly NamedField[], draft: unknown, path: readonly string[]): FieldNode | undefined {
  let node: FieldNode | undefined = { type: 'group', fields }
  let value = draft
  for (const key of path) {
    if (node?.type === 'group') node = node.fields.find(({ name }) => name === key)?.node
    else if (node?.type === 'list' && /^\d{1,3}$/.test(key)) node = node.of
    else if (node?.type === 'variants') node = variantOf(node, value)?.find(({ name }) => name === key)?.node
    else return undefined
    value = memberOf(value, key)
  }
  return node
}

export function variantOf(
  node: Extract<FieldNode, { readonly type: 'variants' }>,
  value: unknown,
): readonly NamedField[] | undefined {
  return node.variants.get(String(memberOf(value, 'type')))
}

export function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}
