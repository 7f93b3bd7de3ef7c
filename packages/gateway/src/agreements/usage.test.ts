import type pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { openUsage, type Usage } from './usage.ts'
import { forgetUsage } from './usage-store.ts'

const NOON = Date.UTC(2026, 10, 24, 12)
const DAY_MS = 86_400_000
const AGREEMENT = { id: 'KW/2026/7', quota: { requests: 10, per: 'day' }, rate: null } as const
const CONSUMER = 'KW/GOV/MOI/traffic'

let schema: TestSchema
let failures: unknown[]
beforeEach(async () => {
  schema = await createTestSchema()
  failures = []
})
afterEach(() => schema.drop())

/** A gateway's usage whose writes happen when `write` is called. */
async function gateway(pool: pg.Pool = schema.pool, clock = () => NOON): Promise<Usage & { write(): Promise<void> }> {
  let due: (() => unknown) | null = null
  const after = (_ms: number, fn: () => void) => {
    due = fn
    return { cancel: () => undefined }
  }
  const usage = await openUsage(pool, clock, after, (error) => failures.push(error))
  return { ...usage, write: async () => void (await due?.()) }
}

function takes(usage: Usage, times: number, role: 'consumer' | 'provider' = 'consumer', time = NOON): number {
  let through = 0
  for (let n = 0; n < times; n++) {
    try {
      usage[role].take(AGREEMENT, CONSUMER, time)
      through++
    } catch {}
  }
  return through
}

describe('a quota', () => {
  it('survives a restart', async () => {
    const first = await gateway()
    expect(takes(first, 7)).toBe(7)
    await first.close()
    const second = await gateway()
    expect(second.consumer.usedToday('KW/2026/7', NOON)).toEqual({ [CONSUMER]: 7 })
    expect(takes(second, 9)).toBe(3)
  })

  it('survives a crash up to the last write', async () => {
    const first = await gateway()
    takes(first, 4)
    await first.write()
    takes(first, 2)
    expect(takes(await gateway(), 20)).toBe(6)
  })

  it('holds over several gateways that share a database, from one write to the next', async () => {
    const [one, other] = [await gateway(), await gateway(schema.otherPool())]
    expect([takes(one, 4), takes(other, 4)]).toEqual([4, 4])
    await one.write()
    await other.write()
    expect(other.consumer.usedToday('KW/2026/7', NOON)).toEqual({ [CONSUMER]: 8 })
    expect(takes(other, 9)).toBe(2)
    await other.write()
    // The first has not written since: that far it can be off, and no further.
    expect(takes(one, 1)).toBe(1)
    await one.write()
    expect(takes(one, 9)).toBe(0)
    expect(one.consumer.usedToday('KW/2026/7', NOON)).toEqual({ [CONSUMER]: 11 })
  })

  it('is counted at each edge for itself', async () => {
    const usage = await gateway()
    expect([takes(usage, 20, 'consumer'), takes(usage, 20, 'provider')]).toEqual([10, 10])
    await usage.close()
    const again = await gateway()
    expect([takes(again, 1, 'consumer'), takes(again, 1, 'provider')]).toEqual([0, 0])
  })

  it('loses nothing to a database that is away for a while', async () => {
    const usage = await gateway()
    takes(usage, 3)
    await schema.pool.query('ALTER TABLE agreement_usage RENAME TO away')
    await usage.write()
    expect(failures).toHaveLength(1)
    takes(usage, 2)
    await schema.pool.query('ALTER TABLE away RENAME TO agreement_usage')
    await usage.close()
    const { rows } = await schema.pool.query('SELECT role, agreement, consumer, requests::int FROM agreement_usage')
    expect(rows).toEqual([{ role: 'consumer', agreement: 'KW/2026/7', consumer: CONSUMER, requests: 5 }])
  })

  it('begins anew with the day; old days are kept for a year, then dropped', async () => {
    let now = NOON
    const usage = await gateway(schema.pool, () => now)
    takes(usage, 10)
    await usage.write()
    now += DAY_MS
    expect(takes(usage, 11, 'consumer', now)).toBe(10)
    await usage.close()
    const days = async () => (await schema.pool.query('SELECT day FROM agreement_usage')).rowCount
    expect(await days()).toBe(2)
    await forgetUsage(schema.pool, NOON + 365 * DAY_MS)
    expect(await days()).toBe(2)
    await forgetUsage(schema.pool, NOON + 401 * DAY_MS)
    expect(await days()).toBe(1)
  })
})
