import { inTransaction } from '@rabt/database'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { publish, withdraw } from '../content/publish.ts'
import { newsRecord, serviceRecord } from '../content/testing/records.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import type { PortalRecord } from '../record/record.ts'
import { reindexAll } from './index/store.ts'
import { openSearch, type Search } from './search.ts'

let schema: TestSchema
let search: Search
const how = { origin: 'network', at: new Date(0) } as const
const put = (...records: PortalRecord[]) =>
  inTransaction(schema.pools.worker, async (client) => {
    for (const record of records) await publish(client, record, how)
  })
const licence = serviceRecord('KW/service/licence', {
  title: { ar: 'تجديد رخصة القيادة', en: 'Renew a driving licence' },
})
const ids = async (q: string) => (await search.search({ q, lang: 'ar' })).items.map(({ id }) => id)

beforeAll(async () => {
  schema = await createTestSchema()
})
afterAll(() => schema.drop())
beforeEach(() => {
  search = openSearch(schema.pools.public, { clock: () => 0 })
})
afterEach(async () => {
  search.close()
  await schema.pools.owner.query('TRUNCATE published_item CASCADE')
})

describe('search', () => {
  it('finds what was published before it began, and what is published or withdrawn later, being told', async () => {
    await put(licence)
    const late = openSearch(schema.pools.public, { clock: () => 0 })
    expect((await late.search({ q: 'رخصه القياده', lang: 'ar' })).items[0]?.id).toBe(licence.id)
    await put(newsRecord('KW/news/new', { title: { ar: 'افتتاح مطار' } }))
    await vi.waitFor(async () => expect((await late.search({ q: 'مطار', lang: 'ar' })).total).toBe(1), 5_000)
    await inTransaction(schema.pools.worker, (client) => withdraw(client, licence.id, how))
    await vi.waitFor(async () => expect((await late.search({ q: 'رخصه', lang: 'ar' })).total).toBe(0), 5_000)
    late.close()
  })

  it('shows nothing of a publication that was undone', async () => {
    const failing = inTransaction(schema.pools.worker, async (client) => {
      await publish(client, licence, how)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await search.refresh()
    expect(await ids('رخصة')).toEqual([])
  })

  it('follows a record from version to version', async () => {
    await put(licence)
    await search.refresh()
    expect(await ids('القيادة')).toEqual([licence.id])
    await put(
      serviceRecord(licence.id, {
        title: { ar: 'شهادة منشأ' },
        lifeEvents: [],
        sectors: [],
        outputs: [{ ar: 'شهادة' }],
      }),
    )
    await search.refresh()
    expect(await ids('شهادة منشأ')).toEqual([licence.id])
    expect(await ids('القيادة')).toEqual([])
  })

  it('keeps on listening when the connection is cut', async () => {
    await search.refresh()
    await schema.pools.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND usename = current_user`,
    )
    await put(licence)
    await vi.waitFor(async () => expect(await ids('رخصة')).toEqual([licence.id]), 10_000)
  })

  it('says so when the index cannot be read, and is there when it can', async () => {
    await schema.pools.owner.query('REVOKE SELECT ON search_entry FROM portal_public')
    const errors: unknown[] = []
    const blind = openSearch(schema.pools.public, { clock: () => 0, onError: (error) => errors.push(error) })
    expect(await blind.search({ q: 'رخصة', lang: 'ar' })).toMatchObject({ total: 0, notice: 'unavailable' })
    expect(await blind.suggest('رخ', 'ar')).toEqual([])
    expect(errors[0]).toMatchObject({ code: '42501' })
    await schema.pools.owner.query('GRANT SELECT ON search_entry TO portal_public')
    expect(await blind.search({ q: 'رخصة', lang: 'ar' })).not.toHaveProperty('notice')
    blind.close()
  })

  it("finds a service by its agency's name, also when the agency came later", async () => {
    await put(serviceRecord('KW/service/fee', { title: { ar: 'سداد الرسوم' }, agency: 'KW/agency/customs' }))
    const { kind: _, ...rest } = newsRecord('KW/news/x', {
      title: { ar: 'الإدارة العامة للجمارك' },
    }) as never as object & { kind: 'news' }
    const {
      on: __,
      body: ___,
      ...agency
    } = { ...rest, kind: 'agency', id: 'KW/agency/customs', member: 'KW/GOV/CUSTOMS' } as never as Record<
      string,
      unknown
    >
    await put(agency as never)
    await search.refresh()
    expect(await ids('الجمارك')).toEqual(['KW/agency/customs', 'KW/service/fee'])
  })
})

describe('the index', () => {
  it('is made anew where another analysis made it, and only there', async () => {
    await put(licence, serviceRecord('KW/service/other'))
    expect(await reindexAll(schema.pools.worker)).toBe(0)
    await schema.pools.owner.query(`UPDATE search_entry SET analysis = -1, entry = '{}' WHERE id = $1`, [licence.id])
    await search.refresh()
    expect(await ids('رخصة القيادة')).not.toContain(licence.id)
    expect(await reindexAll(schema.pools.worker)).toBe(1)
    await search.refresh()
    expect((await ids('رخصة القيادة'))[0]).toBe(licence.id)
  })

  it('cannot be written by the public', async () => {
    await expect(schema.pools.public.query('DELETE FROM search_entry')).rejects.toMatchObject({ code: '42501' })
  })
})

describe('suggestions', () => {
  it('continue what is typed, each title once, without regard for the article', async () => {
    const title = { ar: 'الاستعلام عن المخالفات المرورية', en: 'Ask about traffic violations' }
    await put(
      serviceRecord('KW/service/v', { title }),
      serviceRecord('QA/service/v', { title }),
      serviceRecord('QA/service/o', { title: { ar: 'الاعتراض على مخالفة', en: 'Object to a violation' } }),
    )
    await search.refresh()
    expect(await search.suggest('مخال', 'ar')).toEqual([
      { text: title.ar, count: 2 },
      { text: 'الاعتراض على مخالفة', count: 1 },
    ])
    expect(await search.suggest('استعلام عن المخ', 'ar')).toEqual([{ text: title.ar, count: 2 }])
    expect(await search.suggest('الاستعلام عن ال', 'ar')).toEqual([{ text: title.ar, count: 2 }])
    expect(await search.suggest('TRAF', 'en')).toEqual([{ text: title.en, count: 2 }])
    for (const hostile of ['', '؟', '\u0000', 'x'.repeat(100_000), '\ud800']) {
      expect(await search.suggest(hostile, 'ar')).toEqual([])
    }
  })
})
