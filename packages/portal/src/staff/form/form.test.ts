import { describe, expect, it } from 'vitest'
import { checkRecord } from '../../content/problems.ts'
import { newsRecord, serviceRecord } from '../../content/testing/records.ts'
import { KINDS } from '../../record/common.ts'
import { type FieldNode, fieldsOf, memberOf, type NamedField, nodeAt, variantOf } from '../../record/fields.ts'
import { actOn } from './act.ts'
import { readForm } from './read-form.ts'

/** What a browser sends of a form that shows the record. */
function sent(fields: readonly NamedField[], record: unknown, form = new FormData(), prefix = ''): FormData {
  for (const { name, node } of fields) put(form, node, memberOf(record, name), prefix + name)
  return form
}

function put(form: FormData, node: FieldNode, value: unknown, path: string): void {
  if (node.type === 'text')
    for (const language of ['ar', 'en']) form.append(`${path}.${language}`, String(memberOf(value, language) ?? ''))
  else if (node.type === 'group') sent(node.fields, value, form, `${path}.`)
  else if (node.type === 'variants') {
    form.append(`${path}.type`, String(memberOf(value, 'type')))
    sent(variantOf(node, value) ?? [], value, form, `${path}.`)
  } else if (node.type === 'list') {
    const rows = Array.isArray(value) ? value : []
    form.append(`${path}.#`, String(rows.length))
    for (const [at, row] of rows.entries()) put(form, node.of, row, `${path}.${at}`)
  } else if (node.type === 'choices') for (const code of (value as string[]) ?? []) form.append(path, code)
  else if (node.type === 'boolean') value && form.append(path, 'true')
  else form.append(path, String(value ?? ''))
}

const BODY = [
  { type: 'paragraph', text: { ar: 'نص', en: 'Text' } },
  { type: 'list', ordered: true, items: [{ ar: 'أ' }, { ar: 'ب' }] },
  { type: 'quote', text: { ar: 'قول' } },
  { type: 'table', caption: { ar: 'جدول' }, head: [{ ar: 'س' }], rows: [[{ ar: '١' }], [{ ar: '٢' }]] },
] as const

describe('a form', () => {
  it.each(KINDS)('of the kind %s has every field of its schema but those that the portal sets', (kind) => {
    const names = fieldsOf(kind).map(({ name }) => name)
    expect(names).toContain('title')
    expect(names).not.toContain('id')
    expect(names).not.toContain('kind')
    expect(names).not.toContain('modified')
  })

  it.each([
    ['service', serviceRecord('KW/service/a', { costs: [{ amountMinor: 1500, currency: 'KWD' }] })],
    ['news', newsRecord('KW/news/a', { body: structuredClone(BODY) as never })],
  ] as const)('of a %s reads what it shows', (kind, record) => {
    const fields = fieldsOf(kind)
    const { id, kind: of, modified } = record
    const read = { id, kind: of, modified, ...readForm(fields, sent(fields, record)) }
    expect(checkRecord(read)).toEqual({ record, problems: [] })
  })

  it('takes nothing that the schema does not have', () => {
    const form = new FormData()
    for (const name of ['id', 'kind', 'tenant', 'state', 'modified', '__proto__.x', 'constructor', 'title.fr'])
      form.append(name, 'forged')
    expect(readForm(fieldsOf('news'), form)).toEqual({ sample: false, body: [] })
  })

  it('holds lists to their bound and one', () => {
    const form = new FormData()
    form.append('body.#', '1e9')
    form.append('keywords.#', '999999')
    const read = readForm(fieldsOf('news'), form)
    expect([(read.body as []).length, (read.keywords as []).length]).toEqual([201, 21])
  })

  it('takes Arabic-Indic digits, and keeps what is no number', () => {
    const form = new FormData()
    form.append('months', '١٢')
    expect(readForm(fieldsOf('experience'), form).months).toBe(12)
    form.set('months', 'كثير')
    expect(readForm(fieldsOf('experience'), form).months).toBe('كثير')
  })
})

it('knows the bounds and forms of the schema', () => {
  const nodeOf = (kind: 'news' | 'agency' | 'dataset', path: string) => nodeAt(fieldsOf(kind), {}, path.split('.'))
  expect(nodeOf('news', 'title')).toEqual({ type: 'text', max: 200 })
  expect(nodeOf('news', 'issued')).toMatchObject({ form: 'date' })
  expect(nodeOf('agency', 'website')).toEqual({ type: 'string', form: 'url', max: 500 })
  expect(nodeOf('agency', 'member')).toMatchObject({ max: 60 })
  expect(nodeOf('dataset', 'files')).toMatchObject({ type: 'list', max: 10 })
})

describe('a button', () => {
  const fields = fieldsOf('news')
  const types = (record: Readonly<Record<string, unknown>>) =>
    (record.body as { type: string }[]).map(({ type }) => type)
  const record = { body: structuredClone(BODY) as unknown }

  it('adds, moves and removes blocks and rows', () => {
    const added = actOn(fields, record, 'add:body:quote')
    expect(added.at).toBe('body.4')
    expect(types(added.record).at(-1)).toBe('quote')
    expect(types(actOn(fields, record, 'up:body.1').record).slice(0, 2)).toEqual(['list', 'paragraph'])
    expect(actOn(fields, record, 'up:body.0').at).toBe('body.0')
    expect(types(actOn(fields, record, 'down:body.3').record)).toEqual(types(record))
    expect(types(actOn(fields, record, 'remove:body.0').record)).toEqual(['list', 'quote', 'table'])
    const row = actOn(fields, record, 'add:body.3.rows')
    expect((memberOf(memberOf(row.record.body, '3'), 'rows') as []).length).toBe(3)
    expect(actOn(fields, {}, 'add:keywords').record).toEqual({ keywords: [{}] })
    expect(types(record)).toEqual(['paragraph', 'list', 'quote', 'table'])
  })

  it.each([
    'add:title',
    'add:__proto__',
    'add:body.9.items',
    'remove:body.9',
    'remove:body',
    'up:constructor.0',
    'drop:body.0',
    'add:body.0.text',
    '',
    `add:${'a.'.repeat(100)}a`,
  ])('that is none of ours is refused: %s', (act) => {
    expect(() => actOn(fields, record, act)).toThrow(expect.objectContaining({ code: 'FIELD_FORM' }))
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('knows the node of each place', () => {
    expect(nodeAt(fields, record, ['body', '3', 'rows', '0'])).toMatchObject({ type: 'list' })
    expect(nodeAt(fields, record, ['body', 'x'])).toBeUndefined()
  })
})
