import { type FieldNode, memberOf, type NamedField } from '../../record/fields.ts'
import { LANGUAGES } from '../../record/text.ts'

/** Values by name as a browser sends them. */
export type FormValues = Pick<FormData, 'get' | 'getAll'>

/** Nothing is known at the place. */
const NOTHING = undefined

/** The record that a form says: fields of the schema alone, whatever else was sent. A list's length is in the field `<path>.#`. */
export function readForm(fields: readonly NamedField[], form: FormValues): Record<string, unknown> {
  return readGroup(fields, form, '')
}

function readGroup(fields: readonly NamedField[], form: FormValues, prefix: string): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  for (const { name, node, optional } of fields) {
    const value = readNode(node, form, prefix === '' ? name : `${prefix}.${name}`)
    if (value === NOTHING || (optional && isEmpty(value))) continue
    record[name] = value
  }
  return record
}

function readNode(node: FieldNode, form: FormValues, path: string): unknown {
  switch (node.type) {
    case 'text': {
      const text: Record<string, string> = {}
      for (const language of LANGUAGES) {
        const words = stringOf(form.get(`${path}.${language}`))
        if (words !== '') text[language] = words
      }
      return Object.keys(text).length === 0 ? NOTHING : text
    }
    case 'string':
    case 'choice':
      return stringOf(form.get(path)) || NOTHING
    case 'number': {
      const written = western(stringOf(form.get(path)))
      if (written === '') return NOTHING
      // What is no number stays as it was written, and is told to be none.
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(written) ? Number(written) : written
    }
    case 'boolean':
      return form.get(path) === 'true'
    case 'choices':
      return form
        .getAll(path)
        .slice(0, node.codes.length)
        .filter((value) => typeof value === 'string' && value !== '')
    case 'group':
      return readGroup(node.fields, form, path)
    case 'variants': {
      const type = stringOf(form.get(`${path}.type`))
      const fields = node.variants.get(type)
      return fields === undefined ? NOTHING : { type, ...readGroup(fields, form, path) }
    }
    case 'list': {
      const rows = Number(stringOf(form.get(`${path}.#`)))
      if (!Number.isInteger(rows) || rows < 0) return []
      // One more than is allowed stays, so that it is told.
      return Array.from({ length: Math.min(rows, node.max + 1) }, (_, at) => {
        const value = readNode(node.of, form, `${path}.${at}`)
        return value === NOTHING ? emptyOf(node.of) : value
      })
    }
  }
}

/** What a new row of a list begins with. */
export function emptyOf(node: FieldNode, type?: string): unknown {
  switch (node.type) {
    case 'list':
    case 'choices':
      return []
    case 'variants':
      return { type: node.variants.has(type ?? '') ? type : [...node.variants.keys()][0] }
    case 'text':
    case 'group':
      return {}
    case 'boolean':
      return false
    default:
      return ''
  }
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : ''
}

/** Arabic-Indic digits and their decimal sign are taken as well. */
function western(text: string): string {
  return text.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660)).replace('٫', '.')
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && value !== null && Object.keys(value).every((key) => memberOf(value, key) === '')
}
