import { EMPTY_ROOT } from '@rabt/ledger'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProxy } from '../database/test-proxy.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { type BatchRow, Fenced } from './journal.ts'
import { PgJournal } from './pg-journal.ts'

const clock = () => Date.now()
let schema: TestSchema
let journal: PgJournal
let pool: pg.Pool

beforeAll(async () => {
  schema = await createTestSchema()
  pool = schema.pool
  journal = new PgJournal({ connection: schema.connection, pool, clock, emptyRoot: EMPTY_ROOT })
})
afterAll(async () => {
  await journal.close()
  await schema.drop()
})

const root = (n: number) => Buffer.alloc(32, n)
const row = (lane: number, first: number, count: number, extra: Partial<BatchRow> = {}): BatchRow => ({
  lane,
  first,
  count,
  root: root(first + count),
  frontier: Buffer.alloc(32, 1),
  bytes: Buffer.from(`batch ${first}`),
  blobs: [Buffer.from(`blob ${first}`), false, null],
  ...extra,
})
const open = (origin: string) => journal.openLane({ own: true, peer: 'QA/GOV/EGOV/gw1', origin, slot: '1', epoch: 1 })

describe('PgJournal', () => {
  it('gives a lane the size and root of its last batch', async () => {
    const lane = await open('lane-a')
    expect(lane).toMatchObject({ size: 0, settled: false })
    await journal.commit({ batches: [row(lane.id, 0, 3), row(lane.id, 3, 2)], receipts: [] })
    const after = await journal.lane(true, 'lane-a')
    expect(after?.size).toBe(5)
    expect(Buffer.from(after?.root ?? [])).toEqual(root(5))
  })

  it('stores batches of several lanes and receipts in one commit, and gives the same bytes back', async () => {
    const a = await open('lane-b')
    const b = await open('lane-c')
    const bytes = Buffer.alloc(70_000, 7)
    await journal.commit({
      batches: [row(a.id, 0, 1, { bytes }), row(b.id, 0, 1, { blobs: [] })],
      receipts: [{ lane: a.id, size: 1, line: '— r AAAA' }],
    })
    const [stored] = await journal.batches(a.id, 0, 10, true)
    expect(stored?.bytes).toEqual(bytes)
    expect(stored?.blobs).toEqual([Buffer.from('blob 0'), false, null])
    expect((await journal.batches(b.id, 0, 10, true))[0]?.blobs).toEqual([])
    expect(await journal.receiptCovering(a.id, 1)).toEqual({ lane: a.id, size: 1, line: '— r AAAA' })
    expect(await journal.receiptCovering(a.id, 2)).toBeNull()
  })

  it('packs large blobs and unpacks them', async () => {
    const lane = await open('lane-d')
    const blobs = [Buffer.alloc(100_000, 65), Buffer.alloc(10, 66)]
    await journal.commit({ batches: [row(lane.id, 0, 1, { blobs })], receipts: [] })
    expect((await journal.batchOf(lane.id, 0))?.blobs).toEqual(blobs)
    const size = await pool.query('SELECT length(data) AS n FROM batch_blobs WHERE lane = $1', [lane.id])
    expect(size.rows[0].n).toBeLessThan(2_000)
  })

  it('lets only one of two writers have an index, and stores nothing of the other’s flush', async () => {
    const lane = await open('lane-e')
    const other = await open('lane-f')
    await journal.commit({ batches: [row(lane.id, 0, 2)], receipts: [] })
    const zombie = journal.commit({
      batches: [row(other.id, 0, 1), row(lane.id, 0, 1, { root: root(99) })],
      receipts: [],
    })
    await expect(zombie).rejects.toBeInstanceOf(Fenced)
    expect((await journal.lane(true, 'lane-f'))?.size).toBe(0)
  })

  it('knows a commit again whose answer was lost with the connection', async () => {
    const lane = await open('lane-g')
    const proxy = await startProxy(schema.connection.host as string, schema.connection.port as number)
    const distant = new PgJournal({
      connection: { ...schema.connection, host: '127.0.0.1', port: proxy.port },
      pool,
      clock,
      emptyRoot: EMPTY_ROOT,
    })
    await distant.commit({ batches: [row(lane.id, 0, 1)], receipts: [] })
    proxy.swallowNextAnswer()
    await distant.commit({ batches: [row(lane.id, 1, 1)], receipts: [] })
    expect(proxy.cuts).toBe(1)
    expect((await journal.lane(true, 'lane-g'))?.size).toBe(2)
    await distant.close()
    await proxy.close()
  })

  it('lets a run that was paused commit nothing after its successor began', async () => {
    const lane = await open('lane-k')
    const { connection } = schema
    const proxy = await startProxy(connection.host as string, connection.port as number)
    const distant = { ...connection, host: '127.0.0.1', port: proxy.port }
    const paused = new PgJournal({ connection: distant, pool, clock, emptyRoot: EMPTY_ROOT })
    await paused.startRun('21', 1_000, Buffer.alloc(8))
    await paused.commit({ batches: [row(lane.id, 0, 1)], receipts: [] })
    // It hears nothing until it wakes: its next connection works.
    proxy.silence()
    const successor = new PgJournal({ connection, pool, clock, emptyRoot: EMPTY_ROOT })
    await successor.startRun('21', 1_000, Buffer.alloc(8))
    await expect(paused.commit({ batches: [row(lane.id, 1, 1)], receipts: [] })).rejects.toBeInstanceOf(Fenced)
    expect((await journal.lane(true, 'lane-k'))?.size).toBe(1)
    await successor.commit({ batches: [row(lane.id, 1, 1)], receipts: [] })
    await successor.close()
    await paused.close()
    await proxy.close()
  })

  it('finds the batch of an index and the one that ends at a size', async () => {
    const lane = await open('lane-h')
    await journal.commit({ batches: [row(lane.id, 0, 3), row(lane.id, 3, 4)], receipts: [] })
    expect((await journal.batchOf(lane.id, 2))?.first).toBe(0)
    expect((await journal.batchOf(lane.id, 3))?.first).toBe(3)
    expect(await journal.batchOf(lane.id, 7)).toBeNull()
    expect((await journal.batchEnding(lane.id, 3))?.first).toBe(0)
    expect(await journal.batchEnding(lane.id, 4)).toBeNull()
  })

  it('gives each run of a slot a higher epoch, at least the time', async () => {
    const epochs: number[] = []
    for (const now of [1_000, 1_000, 5_000]) epochs.push((await journal.startRun('7', now, Buffer.alloc(8))).epoch)
    expect(epochs).toEqual([1_000, 1_001, 5_000])
  })

  it('never uses an abandoned slot again', async () => {
    await journal.abandonSlot('8')
    expect((await journal.startRun('8', 1_000, Buffer.alloc(8))).slot).toBe('108')
  })

  it('goes through recent batches lane by lane', async () => {
    const lane = await open('lane-i')
    for (let i = 0; i < 5; i++) await journal.commit({ batches: [row(lane.id, i, 1)], receipts: [] })
    const firsts: number[] = []
    for await (const batch of journal.recent(clock() - 60_000))
      if ('lane' in batch && batch.lane === lane.id) firsts.push(batch.first)
    expect(firsts).toEqual([0, 1, 2, 3, 4])
  })

  it('halts a lane for what stopped it first, says since when, and resumes it', async () => {
    const lane = await open('lane-halted')
    const before = clock()
    await journal.halt(lane.id, 'QUOTA')
    await journal.halt(lane.id, 'LANE_ROOT')
    const halted = await journal.lane(true, 'lane-halted')
    expect(halted?.halted).toBe('QUOTA')
    expect(halted?.haltedAt).toBeGreaterThanOrEqual(before)
    expect(halted?.haltedAt).toBeLessThanOrEqual(clock())
    await journal.resume(lane.id)
    expect(await journal.lane(true, 'lane-halted')).toMatchObject({ halted: null, haltedAt: null })
  })

  it('keeps a line once, however long it is', async () => {
    const lane = await open('lane-j')
    const line = `— k ${Buffer.alloc(2_432, 5).toString('base64')}`
    await journal.addLine({ lane: lane.id, size: 1, line })
    await journal.addLine({ lane: lane.id, size: 1, line })
    expect(await journal.lines(lane.id, 1)).toEqual([line])
  })
})
