import { inTransaction } from '@rabt/database'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { canonicalRecord, digestOf } from '../record/digest.ts'
import type { PortalRecord } from '../record/record.ts'
import { languagesOf, missingIn } from './languages.ts'
import { OriginConflict, publish, withdraw } from './publish.ts'
import { openPublished } from './published.ts'
import { newsRecord, serviceRecord } from './testing/records.ts'

let schema: TestSchema
beforeAll(async () => {
  schema = await createTestSchema()
})
afterAll(() => schema.drop())

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
const put = (record: PortalRecord, second = 0, page: number | null = null) =>
  inTransaction(schema.pools.worker, (client) => publish(client, record, { origin: 'network', page, at: at(second) }))

describe('a record', () => {
  it('has one canonical form, whatever the order of its members', () => {
    expect(canonicalRecord({ b: 1, a: { d: null, c: ['x', 1.5] }, e: undefined })).toBe(
      '{"a":{"c":["x",1.5],"d":null},"b":1}',
    )
    expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }))
    expect(digestOf({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
  })

  it('is complete in a language when every text is', () => {
    expect(languagesOf(serviceRecord('KW/service/a'))).toEqual(['ar', 'en'])
    const half = serviceRecord('KW/service/a', { steps: [{ ar: 'خطوة' }] })
    expect(languagesOf(half)).toEqual(['ar'])
    expect(missingIn('en', half)).toEqual(['steps.0'])
  })
})

describe('publishing', () => {
  it('counts versions, keeps the first day, and makes none of the same record', async () => {
    const read = openPublished(schema.pools.public)
    const id = 'KW/service/versions'
    expect(await put(serviceRecord(id), 1, 7)).toEqual({ version: 1, changed: true })
    expect(await put(serviceRecord(id), 2, 8)).toEqual({ version: 1, changed: false })
    expect(await read.get(id)).toMatchObject({ version: 1, page: 7, modified: at(1), lastSeen: at(2) })
    const second = serviceRecord(id, { steps: [{ ar: 'خطوة ثانية' }] })
    expect(await put(second, 3, 9)).toEqual({ version: 2, changed: true })
    expect(await read.get(id)).toEqual({
      record: second,
      tenant: 'KW',
      kind: 'service',
      origin: 'network',
      version: 2,
      digest: digestOf(second),
      languages: ['ar'],
      firstPublished: at(1),
      modified: at(3),
      lastSeen: at(3),
      page: 9,
    })
    const how = { origin: 'network', at: at(4) } as const
    expect(await inTransaction(schema.pools.worker, (client) => withdraw(client, id, how))).toBe(true)
    expect(await inTransaction(schema.pools.worker, (client) => withdraw(client, id, how))).toBe(false)
    expect(await read.get(id)).toBeNull()
    expect(await put(second, 5)).toEqual({ version: 4, changed: true })
    expect((await read.get(id))?.firstPublished).toEqual(at(1))
    expect((await read.history(id)).map(({ version, digest }) => [version, digest])).toEqual([
      [4, digestOf(second)],
      [3, null],
      [2, digestOf(second)],
      [1, digestOf(serviceRecord(id))],
    ])
  })

  it('lets neither way replace what came the other', async () => {
    const id = 'KW/service/origin'
    await put(serviceRecord(id))
    const how = { origin: 'editor', at: at(1) } as const
    const changed = serviceRecord(id, { level: 'form' })
    await expect(inTransaction(schema.pools.worker, (client) => publish(client, changed, how))).rejects.toThrow(
      OriginConflict,
    )
    expect(await inTransaction(schema.pools.worker, (client) => withdraw(client, id, how))).toBe(false)
  })

  it('tells the id when it is committed', async () => {
    const listener = new pg.Client(schema.connection)
    await listener.connect()
    const heard = new Promise<string | undefined>((resolve) => {
      listener.on('notification', ({ payload }) => {
        if (payload === 'KW/service/told') resolve(payload)
      })
    })
    await listener.query('LISTEN portal_published')
    await put(serviceRecord('KW/service/told'))
    expect(await heard).toBe('KW/service/told')
    await listener.end()
  })

  it('of one record by two at once makes two versions', async () => {
    const id = 'KW/service/race'
    const made = await Promise.all([
      put(serviceRecord(id)),
      put(serviceRecord(id, { level: 'form' })),
      put(serviceRecord(id, { level: 'integrated' })),
    ])
    expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3])
  })
})

describe('the reader', () => {
  it('filters, sorts, pages and counts facets', async () => {
    const read = openPublished(schema.pools.public)
    await put(serviceRecord('QA/service/b', { title: { ar: 'باء', en: 'Zebra' }, level: 'form', sectors: ['health'] }))
    await put(serviceRecord('QA/service/a', { title: { ar: 'ألف', en: 'Yak' } }))
    await put(serviceRecord('QA/service/c', { title: { ar: 'تاء' }, lifeEvents: ['birth'], audiences: ['business'] }))
    await put(newsRecord('QA/news/n'))
    const slugs = async (wanted: object) =>
      (await read.list({ kind: 'service', tenant: 'QA', ...wanted })).items.map(({ record }) => record.id.slice(-1))
    expect(await slugs({})).toEqual(['a', 'b', 'c'])
    expect(await slugs({ language: 'en' })).toEqual(['a', 'b', 'c'])
    expect(await slugs({ limit: 1, offset: 1 })).toEqual(['b'])
    expect(await slugs({ sector: 'health' })).toEqual(['b'])
    expect(await slugs({ lifeEvent: 'birth' })).toEqual(['c'])
    expect(await slugs({ audience: 'business' })).toEqual(['c'])
    expect(await slugs({ level: 'form' })).toEqual(['b'])
    expect(await slugs({ agency: 'QA/agency/moi', sort: 'modified' })).toEqual(['a', 'b', 'c'])
    expect(await slugs({ agency: 'QA/agency/none' })).toEqual([])
    expect(await read.list({ kind: 'service', tenant: 'QA', offset: 50, limit: 1e9 })).toEqual({ items: [], total: 3 })
    expect(await read.count({ kind: 'service', tenant: 'QA', level: 'form' })).toBe(1)
    const facets = await read.facets({ kind: 'service', tenant: 'QA', level: 'form' })
    expect(facets.level).toEqual({ form: 1, transaction: 2 })
    expect(facets.sector).toEqual({ health: 1 })
    expect(facets.agency).toEqual({ 'QA/agency/moi': 1 })
    expect(facets.tenant.QA).toBe(1)
  })

  it('takes hostile values as values', async () => {
    const read = openPublished(schema.pools.public)
    const hostile = `'; DROP TABLE published_item; --`
    expect(await read.list({ kind: 'service', sector: hostile, level: hostile, agency: hostile })).toEqual({
      items: [],
      total: 0,
    })
    expect(await read.list({ kind: 'service', offset: Number.NaN, limit: -5 })).toMatchObject({ items: [{}] })
    expect(await read.get(hostile)).toBeNull()
  })
})

describe('the database', () => {
  const write = `INSERT INTO published_history (id, version, at, origin) VALUES ('x', 1, now(), 'editor')`
  it.each([
    ['public', write, /permission denied/],
    ['staff', write, /permission denied/],
    ['public', 'DELETE FROM published_item', /permission denied/],
    ['staff', 'UPDATE published_item SET version = 9', /permission denied/],
    ['worker', 'DELETE FROM published_history', /permission denied/],
    ['owner', 'DELETE FROM published_history', /append-only/],
    ['owner', `UPDATE published_history SET origin = 'editor'`, /append-only/],
    ['owner', 'TRUNCATE published_history', /append-only/],
    ['public', 'RESET ROLE; DELETE FROM published_item', /permission denied/],
  ] as const)('refuses %s: %s', async (pool, statement, reason) => {
    await expect(schema.pools[pool].query(statement)).rejects.toThrow(reason)
  })
})
