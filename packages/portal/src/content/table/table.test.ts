import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../../database/test-schema.ts'
import { addAttachment, listAttachments, openAttachment } from '../attachments.ts'
import { openDraft } from '../drafts.ts'
import { publishDue } from '../due.ts'
import { type Actor, inTenant } from '../in-tenant.ts'
import { checkRecord } from '../problems.ts'
import { decideVersion, submitDraft } from '../review.ts'
import { newsRecord, serviceRecord } from '../testing/records.ts'
import { everyRecord } from './every-record.ts'
import { importTable } from './import.ts'
import { readTable, TABLE_LIMITS } from './read.ts'
import { csvLines, jsonLines } from './write.ts'

let schema: TestSchema
beforeAll(async () => {
  schema = await createTestSchema()
})
afterAll(() => schema.drop())

const noura: Actor = { tenant: 'KW', person: 'KW:noura', roles: ['editor'] }
const badr: Actor = { tenant: 'KW', person: 'KW:badr', roles: ['reviewer'] }
const at = new Date('2026-01-01T00:00:00Z')
const bytes = (text: string) => new TextEncoder().encode(text)
const take = (text: string, partial = false, actor = noura) =>
  importTable(schema.pools.staff, actor, bytes(text), { partial, at })
const draft = (id: string) => inTenant(schema.pools.staff, noura, (client) => openDraft(client, id))

async function all<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const part of parts) found.push(part)
  return found
}

describe('a table', () => {
  it('of services comes back as it went out, quoted and without formulas', async () => {
    const records = [
      serviceRecord('KW/service/one', { title: { ar: '=1+1', en: '@SUM(A1), "quoted"' } }),
      serviceRecord('KW/service/two', { costs: [{ amountMinor: 500, currency: 'KWD' }], summary: { ar: 'سطر\nثان' } }),
    ]
    const csv = (await all(csvLines('service', records))).join('')
    expect(csv).toContain(`"'=1+1"`)
    expect(csv).toContain(`"'@SUM(A1), ""quoted"""`)
    const { rows, problems } = readTable(bytes(csv))
    expect(problems).toEqual([])
    const modified = '2024-01-01T00:00:00Z'
    expect(rows.map(({ record }) => checkRecord({ ...record, modified }).record)).toEqual(records)
    expect(await take(csv)).toEqual({ taken: 2, problems: [] })
    expect((await draft('KW/service/two')).record).toMatchObject({ summary: { ar: 'سطر\nثان' } })
    expect(await take(csv)).toEqual({ taken: 2, problems: [] })
  })

  it('goes out whole, however many records there are, though some change meanwhile', async () => {
    const saad: Actor = { tenant: 'SA', person: 'SA:saad', roles: ['editor'] }
    const ids = Array.from({ length: 250 }, (_, n) => `SA/news/many-${String(n).padStart(3, '0')}`)
    await take(JSON.stringify(ids.map((id) => newsRecord(id))), false, saad)
    const seen: unknown[] = []
    for await (const record of everyRecord(schema.pools.staff, saad, 'news')) {
      seen.push((record as { readonly id: string }).id)
      if (seen.length === 50)
        await take(JSON.stringify([newsRecord(ids[0] as string, { sectors: ['health'] })]), false, saad)
    }
    expect(seen).toEqual(ids)
    const json = (await all(jsonLines(everyRecord(schema.pools.staff, saad)))).join('')
    expect(JSON.parse(json)).toHaveLength(250)
    expect(await all(everyRecord(schema.pools.staff, { ...saad, tenant: 'OM' }))).toEqual([])
    expect((await all(jsonLines([]))).join('')).toBe('[]')
  })

  it('with a bad row is taken as a whole or not at all, and says each place', async () => {
    const good = newsRecord('KW/news/good')
    const bad = { ...newsRecord('KW/news/bad'), licence: 'mine', extra: 1 }
    const rows = JSON.stringify([good, bad, newsRecord('SA/news/foreign'), good])
    const problems = [
      { row: 2, path: 'licence', code: 'FIELD_CHOICE', warning: false },
      { row: 2, path: 'extra', code: 'FIELD_UNKNOWN', warning: false },
      { row: 3, path: 'id', code: 'IMPORT_FOREIGN', warning: false },
      { row: 4, path: 'id', code: 'IMPORT_TWICE', warning: false },
    ]
    expect(await take(rows)).toMatchObject({ taken: 0, problems })
    await expect(draft('KW/news/good')).rejects.toMatchObject({ code: 'ITEM_UNKNOWN' })
    expect(await take(rows, true)).toMatchObject({ taken: 1, problems })
    expect((await draft('KW/news/good')).state).toBe('draft')
  })

  it('leaves what is in review, and rolls the rest back unless told otherwise', async () => {
    const rows = JSON.stringify(['held', 'free'].map((slug) => newsRecord(`KW/news/${slug}`)))
    await take(JSON.stringify([newsRecord('KW/news/held')]))
    await inTenant(schema.pools.staff, noura, (client) => submitDraft(client, noura, 'KW/news/held', 1, at))
    const changed = rows.replaceAll('"News"', '"Newer"')
    expect(await take(changed)).toMatchObject({ taken: 0, problems: [{ row: 1, code: 'ITEM_SUBMITTED' }] })
    await expect(draft('KW/news/free')).rejects.toMatchObject({ code: 'ITEM_UNKNOWN' })
    expect(await take(changed, true)).toMatchObject({ taken: 1, problems: [{ row: 1, code: 'ITEM_SUBMITTED' }] })
  })

  it('flags formulas and unknown columns', async () => {
    const csv = `id,title.ar,summary.ar,colour\r\nKW/news/f,=HYPERLINK("x"),نص,red\r\n`
    const { problems } = readTable(bytes(csv.replace('=HYPERLINK("x")', '"=HYPERLINK(""x"")"')))
    expect(problems).toEqual([
      { row: 2, path: 'title.ar', code: 'IMPORT_FORMULA', params: { column: 'title.ar' }, warning: true },
      { row: 2, path: 'colour', code: 'FIELD_UNKNOWN', params: { field: 'colour' }, warning: false },
    ])
  })

  it.each<[string, Uint8Array, string]>([
    ['is empty', bytes(''), 'FILE_EMPTY'],
    ['is no UTF-8', new Uint8Array([0xff, 0xfe, 0x41]), 'IMPORT_UNREADABLE'],
    ['is cut JSON', bytes('[{"id":'), 'IMPORT_UNREADABLE'],
    ['is a list of numbers', bytes('[1]'), 'IMPORT_UNREADABLE'],
    ['has an open quote', bytes('id,title.ar\n"KW'), 'IMPORT_UNREADABLE'],
    ['has rows of other lengths', bytes('id,a\n1,2,3\n'), 'IMPORT_UNREADABLE'],
    ['has too many rows', bytes(`id\n${'x\n'.repeat(TABLE_LIMITS.rows + 1)}`), 'IMPORT_TOO_MANY'],
    ['has too many objects', bytes(JSON.stringify(Array(TABLE_LIMITS.rows + 1).fill({}))), 'IMPORT_TOO_MANY'],
    ['is too large', new Uint8Array(TABLE_LIMITS.bytes + 1), 'IMPORT_TOO_MANY'],
  ])('that %s is refused', (_, table, code) => {
    expect(() => readTable(table)).toThrow(expect.objectContaining({ code }))
  })

  it('is no way to ids of others, prototypes or kinds that are none', async () => {
    const rows = '[{"id":"KW/none/x"},{"id":"__proto__"},{"__proto__":{"id":"KW/news/x"}},{}]'
    const { taken, problems } = await take(rows, true)
    expect(taken).toBe(0)
    expect(new Set(problems.map(({ row }) => row))).toEqual(new Set([1, 2, 3, 4]))
    await expect(take('[]', false, badr)).rejects.toMatchObject({ code: 'ROLE_MISSING' })
  })
})

describe('a file', () => {
  const add = (name: string, content: string, actor = noura) =>
    inTenant(schema.pools.staff, actor, (client) => addAttachment(client, actor, { name, content: bytes(content) }))

  it('is taken once, shown to its tenant alone, and goes out with what was approved', async () => {
    const sha256 = await add('table.csv', 'a,b\n1,2\n')
    expect(await add('other.csv', 'a,b\n1,2\n')).toBe(sha256)
    const files = [{ title: { ar: 'جدول' }, name: 'table.csv', format: 'CSV', bytes: 8, sha256 }]
    const {
      kind: _,
      on: __,
      body: ___,
      ...base
    } = newsRecord('KW/news/x') as ReturnType<typeof newsRecord> & { on: string; body: unknown }
    const data = { ...base, id: 'KW/dataset/x', kind: 'dataset', themes: ['TRAN'], frequency: 'ANNUAL', files }
    expect(await take(JSON.stringify([data]))).toEqual({ taken: 1, problems: [] })
    await inTenant(schema.pools.staff, noura, (client) => submitDraft(client, noura, data.id, 1, at))
    expect((await schema.pools.public.query('SELECT 1 FROM harvest_file')).rows).toEqual([])
    await inTenant(schema.pools.staff, badr, (client) =>
      decideVersion(client, badr, data.id, { number: 1, decision: 'approved' }),
    )
    await publishDue(schema.pools.worker, at)
    const { rows } = await schema.pools.public.query('SELECT sha256, state FROM harvest_file')
    expect(rows).toEqual([{ sha256, state: 'KW' }])
    const saad: Actor = { tenant: 'SA', person: 'SA:saad', roles: ['editor'] }
    expect(await inTenant(schema.pools.staff, saad, listAttachments)).toEqual([])
    const open = inTenant(schema.pools.staff, saad, (client) => openAttachment(client, sha256))
    await expect(open).rejects.toMatchObject({ code: 'FILE_EMPTY' })
    const lying = { ...data, id: 'KW/dataset/y', files: [{ ...files[0], bytes: 9 }] }
    await take(JSON.stringify([lying]))
    const submitted = inTenant(schema.pools.staff, noura, (client) => submitDraft(client, noura, lying.id, 1, at))
    await expect(submitted).rejects.toMatchObject({ code: 'FILE_UNKNOWN' })
  })

  it.each([
    ['picture.svg', '<svg onload="x()"/>', 'FILE_TYPE'],
    ['page.html', '<script>1</script>', 'FILE_TYPE'],
    ['files.zip', 'PK\u0003\u0004', 'FILE_TYPE'],
    ['page.html.pdf', '<script>1</script>', 'FILE_MISMATCH'],
    ['picture.png', '<svg/>', 'FILE_MISMATCH'],
    ['noending', 'x', 'FILE_TYPE'],
    ['../a.csv', 'x', 'FILE_NAME'],
    ['a"\r\nx.csv', 'x', 'FILE_NAME'],
    ['ملف.csv', 'x', 'FILE_NAME'],
    ['.csv', 'x', 'FILE_NAME'],
    ['empty.csv', '', 'FILE_EMPTY'],
    ['large.csv', 'x'.repeat(10_485_761), 'FILE_TOO_LARGE'],
  ])('named %j is refused', async (name, content, code) => {
    await expect(add(name, content)).rejects.toMatchObject({ code })
  })

  it('is brought by an editor alone', async () => {
    await expect(add('a.csv', 'x', badr)).rejects.toMatchObject({ code: 'ROLE_MISSING' })
  })
})
