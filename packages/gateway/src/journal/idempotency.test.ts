import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { type IdempotencyKeys, openIdempotencyKeys } from './idempotency.ts'

let schema: TestSchema
let keys: IdempotencyKeys
const DAY = 24 * 3_600_000
const id = (n: number) => Buffer.alloc(16, n)
const claim = (key: string, n: number, extra: { fingerprint?: Uint8Array; consumer?: string; now?: number } = {}) =>
  keys.claim({ consumer: 'KW/GOV/MOI/traffic', key, fingerprint: Buffer.from('one'), id: id(n), now: 1_000, ...extra })

beforeAll(async () => {
  schema = await createTestSchema()
  keys = await openIdempotencyKeys(schema.pool)
})
afterAll(() => schema.drop())

describe('IdempotencyKeys', () => {
  it('gives a key to one of many that claim it at once, and tells the others whose it is', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, (_, n) => claim('race', n)))
    expect(claims.filter((one) => one.claimed)).toHaveLength(1)
    const winner = claims.findIndex((one) => one.claimed)
    for (const one of claims) if (!one.claimed) expect(one).toMatchObject({ id: id(winner), sameRequest: true })
  })

  it('tells another request under the same key', async () => {
    await claim('other', 1)
    expect(await claim('other', 2, { fingerprint: Buffer.from('two') })).toMatchObject({
      claimed: false,
      sameRequest: false,
    })
  })

  it('keeps the keys of different callers apart', async () => {
    await claim('mine', 1)
    expect((await claim('mine', 2, { consumer: 'KW/GOV/MOCI/companies' })).claimed).toBe(true)
  })

  it('forgets a key after a day, and frees one whose request was never sent', async () => {
    await claim('old', 1)
    expect((await claim('old', 2, { now: 1_000 + DAY - 1 })).claimed).toBe(false)
    expect((await claim('old', 3, { now: 1_001 + DAY })).claimed).toBe(true)
    const first = await claim('free', 4)
    await keys.release(first.tag, id(4))
    expect((await claim('free', 5)).claimed).toBe(true)
  })

  it('knows the tag of an entry that a peer gave back, whatever the request was', async () => {
    const { tag } = await claim('given-back', 1)
    await keys.release(tag, id(1))
    await keys.restore(tag, id(1), 1_000)
    expect(await claim('given-back', 2)).toMatchObject({ claimed: false, id: id(1), sameRequest: true })
  })

  it('holds neither key nor request in readable form', async () => {
    await claim('secret-key-784', 1, { fingerprint: Buffer.from('plate 12345') })
    const rows = await schema.pool.query('SELECT encode(tag, $1) || encode(request, $1) AS text FROM idempotency', [
      'escape',
    ])
    expect(rows.rows.map((row) => row.text).join()).not.toMatch(/secret-key|plate/)
  })
})
