import { EMPTY_ROOT } from '@rabt/ledger'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startProxy, type TestProxy } from '../database/test-proxy.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { Fenced } from './journal.ts'
import { PgJournal } from './pg-journal.ts'

const RANDOM = Buffer.alloc(8)
let schema: TestSchema
let journals: PgJournal[]
let proxy: TestProxy

beforeEach(async () => {
  schema = await createTestSchema()
  proxy = await startProxy(schema.connection.host as string, schema.connection.port as number)
  journals = []
})
afterEach(async () => {
  for (const journal of journals) await journal.close()
  await proxy.close()
  await schema.drop()
})

function open(onFenced?: (error: Fenced) => void, change: object = {}): PgJournal {
  const { pool } = schema
  const connection = { ...schema.connection, ...change }
  const journal = new PgJournal({ connection, pool, clock: Date.now, emptyRoot: EMPTY_ROOT, onFenced })
  journals.push(journal)
  return journal
}

/** Backends that hold the lock of a slot, as PostgreSQL sees them. */
async function holders(slot: number): Promise<number[]> {
  const found = await schema.pool.query<{ pid: number }>(
    `SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted AND a.application_name = $2`,
    [slot, schema.name],
  )
  return found.rows.map(({ pid }) => pid)
}

describe('a run whose slot a later run takes', () => {
  it('is told while it is idle, without a commit of its own', async () => {
    const told: Fenced[] = []
    const away = { host: '127.0.0.1', port: proxy.port }
    await open((error) => told.push(error), away).startRun('31', 1_000, RANDOM)
    // As a paused process: what its session is asked it does not hear.
    proxy.silence()
    const [before] = await holders(31)
    await open().startRun('31', 1_000, RANDOM)
    await vi.waitFor(() => expect(told).toHaveLength(1))
    expect(told[0]).toBeInstanceOf(Fenced)
    const after = await holders(31)
    expect(after).toHaveLength(1)
    expect(after[0]).not.toBe(before)
  })

  it('is told nothing when a run of another slot begins', async () => {
    const told: Fenced[] = []
    const first = open((error) => told.push(error))
    await first.startRun('32', 1_000, RANDOM)
    await open().startRun('33', 1_000, RANDOM)
    const peer = 'QA/GOV/EGOV/gw1'
    const { id: lane } = await first.openLane({ own: true, peer, origin: 'lane', slot: '32', epoch: 1_000 })
    await first.commit({ batches: [], receipts: [{ lane, size: 0, line: '— r AAAA' }] })
    expect(await first.receiptCovering(lane, 0)).toMatchObject({ lane })
    expect(told).toEqual([])
  })

  it('is told nothing when only its connection is lost, and takes the slot again', async () => {
    const told: Fenced[] = []
    await open((error) => told.push(error)).startRun('34', 1_000, RANDOM)
    const [lost] = await holders(34)
    await schema.pool.query('SELECT pg_terminate_backend($1)', [lost])
    await vi.waitFor(async () => {
      const [again, ...more] = await holders(34)
      expect(more).toEqual([])
      expect(again).toBeDefined()
      expect(again).not.toBe(lost)
    })
    expect(told).toEqual([])
  })
})

describe('a run whose slot is wanted by another process', () => {
  it('keeps it as long as it lives, and the other one is refused and changes nothing', async () => {
    const told: Fenced[] = []
    const first = open((error) => told.push(error))
    await first.startRun('35', 1_000, RANDOM)
    const runs = () => schema.pool.query('SELECT slot, epoch FROM run').then(({ rows }) => rows)
    const before = { runs: await runs(), holders: await holders(35) }
    await expect(open().startRun('35', 2_000, RANDOM)).rejects.toMatchObject({
      code: 'CONFLICT',
      params: { what: expect.stringContaining('slot 35') },
    })
    expect({ runs: await runs(), holders: await holders(35) }).toEqual(before)
    // Also after it lost its connection and took the slot again.
    await schema.pool.query('SELECT pg_terminate_backend($1)', [before.holders[0]])
    await vi.waitFor(async () => {
      const now = await holders(35)
      expect(now).toHaveLength(1)
      expect(now).not.toEqual(before.holders)
    })
    await expect(open().startRun('35', 3_000, RANDOM)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(told).toEqual([])
    await first.close()
    await open().startRun('35', 4_000, RANDOM)
    expect(await holders(35)).toHaveLength(1)
  })
})
