import { inTransaction } from '@rabt/database'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import type { Kind, Tenant } from '../record/common.ts'
import type { PortalRecord } from '../record/record.ts'
import { LANGUAGES } from '../record/text.ts'
import { BUSINESS_EVENTS, LIFE_EVENTS } from '../taxonomy/events.ts'
import { SECTORS } from '../taxonomy/sectors.ts'
import { AUDIENCES, LEVELS } from '../taxonomy/services.ts'
import { type HeldPublished, holdPublished } from './held.ts'
import { publish, withdraw } from './publish.ts'
import { openPublished, type Wanted } from './published.ts'
import { agencyRecord, newsRecord, serviceRecord } from './testing/records.ts'

let schema: TestSchema
let held: HeldPublished
beforeAll(async () => {
  schema = await createTestSchema()
})
afterEach(() => held.close())
afterAll(() => schema.drop())

const put = (record: PortalRecord, second = 0) =>
  inTransaction(schema.pools.worker, (db) => publish(db, record, { origin: 'network', page: second, at: at(second) }))
const take = (id: string) =>
  inTransaction(schema.pools.worker, (db) => withdraw(db, id, { origin: 'network', at: at(0) }))
/** The public's pool, each query of which waits for `before`. */
const poolWith = (before: (query: string) => Promise<void>) =>
  new Proxy(schema.pools.public, {
    get: (pool, name) => {
      if (name === 'query') {
        return async (query: string | { readonly text: string }, values?: unknown[]) => {
          await before(typeof query === 'string' ? query : query.text)
          return pool.query(query as string, values)
        }
      }
      const value = Reflect.get(pool, name)
      return typeof value === 'function' ? value.bind(pool) : value
    },
  })

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))

/** A generator of its own (mulberry32), so that a failure can be run again. */
function draws(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  const of = <T>(all: readonly T[]): T => all[below(all.length)] as T
  const some = <T>(all: readonly T[]): T[] => Array.from({ length: below(3) }, () => of(all))
  return { below, of, some }
}

const keys = <T extends object>(terms: T) => Object.keys(terms) as (keyof T & string)[]
const STATES = ['KW', 'SA', 'QA'] as const
/** Letters with marks, hamzas, digits of both scripts, signs, one beyond the basic plane: what collations differ in. */
const PIECES = [
  'خدمة',
  'ألف',
  'اَلف',
  'إلى',
  'ى',
  'ي',
  'ة',
  'ه',
  'Zebra',
  'zebra',
  'été',
  '٣',
  '3',
  '-',
  '(',
  ' ',
  'ـ',
  '𐎀',
  'لا',
  'ﻻ',
]

function randomRecord({ below, of, some }: ReturnType<typeof draws>): PortalRecord {
  const state = of(STATES)
  const words = () =>
    Array.from({ length: 1 + below(4) }, () => of(PIECES))
      .join('')
      .trim() || 'خ'
  const common = {
    owner: `${state}/GOV/${of(['MOI', 'MOC'])}`,
    title: { ar: words(), ...(below(2) === 0 ? {} : { en: words() }) },
    sectors: [...new Set([of(keys(SECTORS)), ...some(keys(SECTORS))])],
    issued: `2024-01-0${1 + below(9)}`,
  }
  const slug = `r${below(60)}`
  switch (below(4)) {
    case 0:
      return newsRecord(`${state}/news/${slug}`, { ...common, on: `2024-02-0${1 + below(9)}` })
    case 1:
      return agencyRecord(`${state}/agency/${of(['moi', 'moc'])}`, common)
    default:
      return serviceRecord(`${state}/service/${slug}`, {
        ...common,
        agency: `${state}/agency/${of(['moi', 'moc', 'gone'])}`,
        lifeEvents: some(keys(LIFE_EVENTS).slice(0, 3)),
        businessEvents: some(keys(BUSINESS_EVENTS).slice(0, 3)),
        audiences: [of(keys(AUDIENCES)), ...some(keys(AUDIENCES))],
        level: of(keys(LEVELS)),
      })
  }
}

function randomWanted({ below, of }: ReturnType<typeof draws>): Wanted {
  const maybe = <T>(value: T): T | undefined => (below(3) === 0 ? value : undefined)
  const kinds: readonly Kind[] = ['service', 'news', 'agency', 'state']
  return {
    kind: below(2) === 0 ? of(kinds) : [of(kinds), of(kinds)],
    tenant: maybe(of<Tenant>(STATES)),
    agency: maybe(of(['KW/agency/moi', 'SA/agency/moc', 'QA/agency/gone', 'none'])),
    sector: maybe(of(keys(SECTORS))),
    lifeEvent: maybe(of(keys(LIFE_EVENTS).slice(0, 3))),
    businessEvent: maybe(of(keys(BUSINESS_EVENTS).slice(0, 3))),
    audience: maybe(of(keys(AUDIENCES))),
    level: maybe(of(keys(LEVELS))),
    sort: of(['title', 'modified', 'date'] as const),
    language: of(LANGUAGES),
    limit: of([1, 3, 20, 100, 1e9, Number.NaN]),
    offset: of([0, 1, 5, 90, -1]),
  }
}

describe('what is held', () => {
  it('answers as the table does, while records come, change and go', async () => {
    held = holdPublished(schema.pools.public)
    const table = openPublished(schema.pools.public)
    for (let seed = 1; seed <= 8; seed++) {
      const drawn = draws(seed)
      const ids = new Set<string>()
      // First more at once than are put in their places one by one.
      for (let n = seed === 1 ? 250 : 15; n > 0; n--) {
        const record = randomRecord(drawn)
        ids.add(record.id)
        if (seed > 1 && drawn.below(4) === 0) await take(record.id)
        else await put(record, drawn.below(50))
      }
      for (const id of ids) await vi.waitFor(async () => expect(await held.get(id)).toEqual(await table.get(id)))
      for (let n = 0; n < 40; n++) {
        const wanted = randomWanted(drawn)
        const why = `seed ${seed}: ${JSON.stringify(wanted)}`
        expect(await held.list(wanted), why).toEqual(await table.list(wanted))
        expect(await held.count(wanted), why).toBe(await table.count(wanted))
        expect(await held.facets(wanted), why).toEqual(await table.facets(wanted))
      }
    }
  }, 60_000)

  it('is there when it was told of, and so is what went', async () => {
    const id = 'KW/service/at-once'
    held = holdPublished(schema.pools.public)
    expect(await held.get(id)).toBeNull()
    await put(serviceRecord(id))
    await vi.waitFor(async () => expect(await held.get(id)).toMatchObject({ version: 1 }))
    await take(id)
    await vi.waitFor(async () => expect(await held.get(id)).toBeNull())
  })

  it('makes whoever comes after the notice wait for what it tells of', async () => {
    const id = 'KW/service/awaited'
    const asked = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<void>()
    let changes = 0
    let isSlow = false
    const slow = poolWith(async (query) => {
      if (isSlow && query.includes('ANY')) {
        asked.resolve()
        await answered.promise
      }
    })
    await take(id)
    held = holdPublished(slow, { onChange: () => changes++, everyMs: 50 })
    expect(await held.get(id)).toBeNull()
    isSlow = true
    await put(serviceRecord(id))
    await asked.promise
    // Pages that are made meanwhile are dropped now and once it is read.
    expect(changes).toBeGreaterThan(0)
    const before = changes
    const got = held.get(id)
    answered.resolve()
    expect(await got).toMatchObject({ version: 1 })
    expect(changes).toBeGreaterThan(before)
  })

  it('is compared with the table now and then, since not everything is told', async () => {
    const id = 'KW/service/quiet'
    await put(serviceRecord(id), 1)
    held = holdPublished(schema.pools.public, { everyMs: 20 })
    expect(await held.get(id)).toMatchObject({ lastSeen: at(1) })
    await put(serviceRecord(id), 9)
    await vi.waitFor(async () => expect(await held.get(id)).toMatchObject({ lastSeen: at(9), modified: at(1) }))
  })

  it('stays as it was while the database fails, and comes on by itself', async () => {
    const id = 'KW/service/failing'
    await put(serviceRecord(id))
    let fails = false
    const errors: unknown[] = []
    const pool = poolWith(() => (fails ? Promise.reject(new Error('gone')) : Promise.resolve()))
    held = holdPublished(pool, { onError: (error) => errors.push(error), everyMs: 20 })
    expect(await held.get(id)).not.toBeNull()
    fails = true
    await take(id)
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0))
    expect(await held.get(id)).not.toBeNull()
    fails = false
    await vi.waitFor(async () => expect(await held.get(id)).toBeNull())
  })

  it('that was never read is no empty portal', async () => {
    const broken = { connect: () => Promise.reject(new Error('gone')), query: () => Promise.reject(new Error('gone')) }
    held = holdPublished(broken as never)
    await expect(held.list({ kind: 'service' })).rejects.toThrow('gone')
    await expect(held.get('KW/service/x')).rejects.toThrow('gone')
  })
})
