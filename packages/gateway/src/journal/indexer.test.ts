import { EMPTY_ROOT, formatCheckpoint, formatNote } from '@rabt/ledger'
import { type Entry, encodeBatch, encodeEntry, KIND, uuidToString } from '@rabt/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { Indexer } from './indexer.ts'
import type { BatchRow, Journal, LaneRow } from './journal.ts'
import { PgJournal } from './pg-journal.ts'
import { entry, NOW } from './test-entry.ts'

const US = 'KW/GOV/EGOV/gw1'
const PEER = 'QA/GOV/EGOV/gw1'
const originOf = (from: string, to: string, epoch: number) => `rabt/v1/test/${from}/${to}/1.${epoch}.0000000000000000`

let schema: TestSchema
let journal: PgJournal
const timers: (() => void)[] = []
let reads: number[] = []
let count = 0

beforeAll(async () => {
  schema = await createTestSchema()
  journal = new PgJournal({ connection: schema.connection, pool: schema.pool, clock: () => NOW, emptyRoot: EMPTY_ROOT })
})
afterAll(async () => {
  await journal.close()
  await schema.drop()
})

function makeIndexer({
  batches = (...asked) => journal.batches(...asked),
  onError = (error) => {
    throw error
  },
}: {
  batches?: Journal['batches']
  onError?: (error: unknown) => void
} = {}): Indexer {
  timers.length = 0
  reads = []
  return new Indexer({
    journal: {
      batches: (lane, from, limit, withBlobs) => {
        reads.push(from)
        return batches(lane, from, limit, withBlobs)
      },
    },
    pool: schema.pool,
    after: (_, fn) => {
      timers.push(fn)
      return { cancel: () => undefined }
    },
    onError,
  })
}

async function openLane(own: boolean) {
  const epoch = ++count
  return journal.openLane({
    own,
    peer: PEER,
    origin: own ? originOf(US, PEER, epoch) : originOf(PEER, US, epoch),
    slot: '1',
    epoch,
  })
}

async function commit(
  lane: { id: number; origin: string },
  first: number,
  entries: readonly Entry[],
): Promise<BatchRow> {
  const root = Buffer.alloc(32, first + 1)
  const checkpoint = formatNote(formatCheckpoint(lane.origin, first + entries.length, root), ['— key AAAAAAAA'])
  const bytes = encodeBatch({ first, entries: entries.map(encodeEntry), seals: [], checkpoint })
  const row = { lane: lane.id, first, count: entries.length, root, frontier: Buffer.alloc(32), bytes, blobs: [] }
  await journal.commit({ batches: [row], receipts: [] })
  return row
}

const stored = async (lane: number) =>
  (
    await schema.pool.query(
      `SELECT index::int, id, kind, sender, receiver, service, created::float8, deadline::float8, status, outcome, call_lane, call_index::int
       FROM entry_index WHERE lane = $1 ORDER BY index`,
      [lane],
    )
  ).rows

it('has a row for each entry, with what it answers', async () => {
  const indexer = makeIndexer()
  const [own, theirs] = [await openLane(true), await openLane(false)]
  const asked = entry({})
  await commit(own, 0, [asked])
  const answer = entry({
    kind: KIND.response,
    sender: asked.receiver,
    receiver: asked.sender,
    status: 503,
    outcome: 'SERVICE_FAILED',
    correlation: { origin: own.origin, index: 0, leaf: Buffer.alloc(32, 1) },
  })
  const stray = entry({
    ...answer,
    correlation: { origin: originOf(US, PEER, 9), index: 9, leaf: Buffer.alloc(32, 1) },
  })
  await commit(theirs, 0, [answer, stray])
  await indexer.catchUp()
  const row = { kind: 1, sender: asked.sender, receiver: asked.receiver, created: NOW, deadline: NOW + 60_000 }
  expect(await stored(own.id)).toEqual([
    {
      ...row,
      index: 0,
      id: uuidToString(asked.id),
      service: 'violations',
      status: null,
      outcome: null,
      call_lane: null,
      call_index: null,
    },
  ])
  const back = {
    ...row,
    kind: 2,
    sender: asked.receiver,
    receiver: asked.sender,
    service: 'violations',
    status: 503,
    outcome: 'SERVICE_FAILED',
  }
  expect(await stored(theirs.id)).toEqual([
    { ...back, index: 0, id: uuidToString(answer.id), call_lane: own.id, call_index: 0 },
    { ...back, index: 1, id: uuidToString(stray.id), call_lane: null, call_index: 9 },
  ])
})

it('indexes what it is offered without reading it back, and reads what it was not', async () => {
  const indexer = makeIndexer()
  const lane = await openLane(true)
  await commit(lane, 0, [entry({}), entry({})])
  const offered = [await commit(lane, 2, [entry({})]), await commit(lane, 3, [entry({}), entry({})])]
  indexer.offer(offered)
  await indexer.catchUp()
  // From the start all three are read at once.
  expect(reads).toEqual([0])
  expect((await stored(lane.id)).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4])

  indexer.offer([await commit(lane, 5, [entry({})]), await commit(lane, 6, [entry({})])])
  await indexer.catchUp()
  expect(reads).toEqual([0])
  expect((await stored(lane.id)).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6])
})

it('indexes again what a database that crashed has lost, from the stored cursor', async () => {
  const indexer = makeIndexer()
  const lane = await openLane(false)
  indexer.offer([await commit(lane, 0, [entry({})])])
  await indexer.catchUp()
  await schema.pool.query('DELETE FROM entry_index WHERE lane = $1', [lane.id])
  await schema.pool.query('DELETE FROM index_cursor WHERE lane = $1', [lane.id])
  indexer.offer([await commit(lane, 1, [entry({})])])
  await indexer.catchUp()
  expect((await stored(lane.id)).map(({ index }) => index)).toEqual([0, 1])
})

it('leaves no gap when the database crashes between two steps of a lane', async () => {
  const lane = await openLane(false)
  for (let first = 0; first < 70; first++) await commit(lane, first, [entry({})])
  let lost = false
  const indexer = makeIndexer({
    batches: async (id, from, limit, withBlobs) => {
      // The first step took 64 batches.
      if (from === 64 && !lost) {
        lost = true
        await schema.pool.query('DELETE FROM entry_index WHERE lane = $1', [id])
        await schema.pool.query('DELETE FROM index_cursor WHERE lane = $1', [id])
      }
      return journal.batches(id, from, limit, withBlobs)
    },
  })
  await indexer.catchUp()
  expect(reads).toEqual([0, 64, 0, 64])
  expect((await stored(lane.id)).map(({ index }) => index)).toEqual(Array.from({ length: 70 }, (_, index) => index))
})

it('has one row for an entry that two processes index at once', async () => {
  const lane = await openLane(false)
  await commit(lane, 0, [entry({}), entry({})])
  const both = Promise.withResolvers<void>()
  let asked = 0
  const batches: Journal['batches'] = async (...place) => {
    const found = await journal.batches(...place)
    if (++asked === 2) both.resolve()
    await both.promise
    return found
  }
  await Promise.all([makeIndexer({ batches }).catchUp(), makeIndexer({ batches }).catchUp()])
  expect(asked).toBe(2)
  expect((await stored(lane.id)).map(({ index }) => index)).toEqual([0, 1])
})

it('takes a NUL from a peer, which text of PostgreSQL does not hold', async () => {
  const lane = await openLane(false)
  await commit(lane, 0, [entry({ service: 'a\0b' })])
  await makeIndexer().catchUp()
  expect(await stored(lane.id)).toMatchObject([{ service: 'a\ufffdb' }])
})

it('indexes the other lanes when one cannot be', async () => {
  const errors: unknown[] = []
  const lanes = [await openLane(false), await openLane(false), await openLane(false)]
  for (const lane of lanes) await commit(lane, 0, [entry({})])
  const [, damaged] = lanes as [LaneRow, LaneRow]
  const { rows } = await schema.pool.query<{ bytes: Buffer }>('SELECT bytes FROM batch WHERE lane = $1', [damaged.id])
  await schema.pool.query("UPDATE batch SET bytes = '\\x00' WHERE lane = $1", [damaged.id])
  await makeIndexer({ onError: (error) => errors.push(error) }).catchUp()
  expect(await Promise.all(lanes.map(async ({ id }) => (await stored(id)).length))).toEqual([1, 0, 1])
  expect(errors).toHaveLength(1)
  await schema.pool.query('UPDATE batch SET bytes = $2 WHERE lane = $1', [damaged.id, rows[0]?.bytes])
  await makeIndexer().catchUp()
  expect(await stored(damaged.id)).toHaveLength(1)
})

it('by its timer looks at the lanes that grew, and now and then at all', async () => {
  const indexer = makeIndexer()
  const round = async (): Promise<void> => {
    const armed = timers.length
    timers.at(-1)?.()
    while (timers.length === armed) await new Promise(setImmediate)
  }
  indexer.start()
  await round()
  const [told, untold] = [await openLane(true), await openLane(false)]
  await commit(untold, 0, [entry({})])
  indexer.offer([await commit(told, 0, [entry({})])])
  await round()
  expect(await stored(told.id)).toHaveLength(1)
  expect(await stored(untold.id)).toHaveLength(0)
  for (let i = 0; i < 40; i++) await round()
  expect(await stored(untold.id)).toHaveLength(1)
})

it('tells a later run what it knows, and leaves to it the batches that it does not know or cannot place', async () => {
  await schema.pool.query('TRUNCATE lane, batch, entry_index, index_cursor RESTART IDENTITY')
  const indexer = makeIndexer()
  const [own, theirs] = [await openLane(true), await openLane(false)]
  const asked = [entry({}), entry({}), entry({})]
  await commit(theirs, 0, asked)
  const answer = (origin: string, index: number) =>
    entry({ kind: KIND.response, status: 200, correlation: { origin, index, leaf: Buffer.alloc(32, 1) } })
  const lost = originOf(PEER, US, 7)
  await commit(own, 0, [answer(theirs.origin, 2), answer(theirs.origin, 0)])
  await commit(own, 2, [answer(lost, 5), answer(lost, 6)])
  // What a peer answers is not asked for at a start.
  await commit(theirs, 3, [answer(lost, 7)])
  await indexer.catchUp()
  await commit(theirs, 4, [entry({})])

  const told: unknown[] = []
  for await (const part of journal.recent(NOW - 1))
    told.push(
      'ids' in part
        ? { ...part, ids: Buffer.from(part.ids).toString('hex') }
        : { first: part.first, origin: part.origin },
    )
  const ids = asked.map(({ id }) => Buffer.from(id).toString('hex')).join('')
  expect(told).toEqual([
    {
      own: true,
      peer: PEER,
      origin: own.origin,
      ids: '',
      indexes: [],
      answers: [{ origin: theirs.origin, indexes: [2, 0] }],
    },
    { first: 2, origin: own.origin },
    { own: false, peer: PEER, origin: theirs.origin, ids, indexes: [0, 1, 2], answers: [] },
    { first: 4, origin: theirs.origin },
  ])
  for await (const part of journal.recent(NOW + 1)) expect(part).toBeUndefined()
})
