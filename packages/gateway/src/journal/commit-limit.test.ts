import { EMPTY_ROOT } from '@rabt/ledger'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startProxy } from '../database/test-proxy.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { type BatchRow, Fenced, JournalDamaged } from './journal.ts'
import { PgJournal } from './pg-journal.ts'

const SLOT = '41'
const LIMIT_MS = 15_000
const LONGEST_PAUSE_MS = 1_000
const FAILURES = 12
const row = (lane: number, first: number, n = first): BatchRow => ({
  lane,
  first,
  count: 1,
  root: Buffer.alloc(32, n),
  frontier: Buffer.alloc(32),
  bytes: Buffer.from('batch'),
  blobs: [Buffer.from('blob')],
})

/** Time in which nothing passes but what is waited for. */
function told() {
  let now = 0
  const pauses: number[] = []
  return {
    pauses,
    now: () => now,
    after: (ms: number, fn: () => void) => {
      pauses.push(ms)
      const turn = setImmediate(() => {
        now += ms
        fn()
      })
      return { cancel: () => clearImmediate(turn) }
    },
  }
}

let schema: TestSchema
let timing: ReturnType<typeof told>
const closes: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  schema = await createTestSchema()
  timing = told()
})
afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close()
  await schema.drop()
})

/** A journal whose commits go through a proxy, with a run and a lane. */
async function journal() {
  const { connection, pool } = schema
  const proxy = await startProxy(connection.host as string, connection.port as number)
  const journal = new PgJournal({
    connection: { ...connection, host: '127.0.0.1', port: proxy.port },
    pool,
    clock: Date.now,
    timing,
    emptyRoot: EMPTY_ROOT,
  })
  closes.push(proxy.close, () => journal.close())
  await journal.startRun(SLOT, 1_000, Buffer.alloc(8))
  const { id } = await journal.openLane({ own: true, peer: 'QA/GOV/EGOV/gw1', origin: 'lane', slot: SLOT, epoch: 1 })
  return { journal, proxy, id, backend: await holder() }
}

/** Server process that holds the slot's lock. */
async function holder(): Promise<number> {
  const found = await schema.pool.query<{ pid: number }>(
    `SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted AND a.application_name = $2`,
    [SLOT, schema.name],
  )
  return found.rows[0]?.pid ?? 0
}

/** The first so many writes of batches fail as on a full disk; every attempt takes a number. */
async function fillDisk(failures: number): Promise<void> {
  await schema.pool.query(`CREATE SEQUENCE attempts;
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('attempts') > ${failures} THEN RETURN new; END IF;
      RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON batch EXECUTE FUNCTION full_disk()`)
}
const attempts = async (): Promise<number> =>
  Number((await schema.pool.query<{ n: string }>('SELECT last_value AS n FROM attempts')).rows[0]?.n)

describe('a commit', () => {
  it('that waits for a server process which neither commits nor ends is given up when its limit is over', async () => {
    const { journal: held, proxy, id, backend } = await journal()
    process.kill(backend, 'SIGSTOP')
    try {
      proxy.cut()
      await vi.waitFor(() => expect(timing.pauses.length).toBeGreaterThan(0))
      const began = timing.now()
      await expect(held.commit({ batches: [row(id, 0)], receipts: [] })).rejects.toMatchObject({
        code: 'LOGGING_FAILED',
      })
      expect(timing.now() - began).toBeLessThanOrEqual(LIMIT_MS + LONGEST_PAUSE_MS)
    } finally {
      process.kill(backend, 'SIGCONT')
    }
  })

  it('that fails on a full disk is tried again ever less often, over the same connection, until it succeeds', async () => {
    const { journal: full, id, backend } = await journal()
    await fillDisk(FAILURES)
    const before = timing.pauses.length
    await full.commit({ batches: [row(id, 0)], receipts: [] })
    const pauses = timing.pauses.slice(before)
    expect(pauses).toHaveLength(FAILURES)
    expect(pauses[0]).toBeGreaterThan(0)
    for (const [i, ms] of pauses.slice(1).entries())
      expect(ms).toBe(Math.min(2 * (pauses[i] as number), LONGEST_PAUSE_MS))
    expect(await holder()).toBe(backend)
    expect((await full.lane(true, 'lane'))?.size).toBe(1)
  })

  it('that fails on a full disk until its limit is over ends the run, after few attempts', async () => {
    const { journal: full, id } = await journal()
    await fillDisk(1_000)
    const began = timing.now()
    const commit = full.commit({ batches: [row(id, 0)], receipts: [] })
    await expect(commit).rejects.toMatchObject({ code: 'LOGGING_FAILED', cause: { code: '53100' } })
    expect(timing.now() - began).toBeGreaterThan(LIMIT_MS - 2 * LONGEST_PAUSE_MS)
    expect(timing.now() - began).toBeLessThanOrEqual(LIMIT_MS)
    expect(await attempts()).toBeLessThan(30)
  })

  it('that meets blobs without their batch says so, and names the place; one that meets a batch is fenced', async () => {
    const { journal: damaged, id } = await journal()
    await damaged.commit({ batches: [row(id, 0), row(id, 1)], receipts: [] })
    await schema.pool.query('DELETE FROM batch WHERE first = 1')
    const again = damaged.commit({ batches: [row(id, 1)], receipts: [] })
    await expect(again).rejects.toBeInstanceOf(JournalDamaged)
    await expect(again).rejects.toThrow(`batch_blobs has a row for lane ${id}, index 1,`)
    const other = damaged.commit({ batches: [row(id, 0, 9)], receipts: [] })
    await expect(other).rejects.toBeInstanceOf(Fenced)
  })
})
