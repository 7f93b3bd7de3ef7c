import { EMPTY_ROOT, formatCheckpoint, formatNote, leafHash } from '@rabt/ledger'
import { blobDigest, type Entry, encodeBatch, encodeEntry, KIND, type Refusal, uuidToString } from '@rabt/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import type { BlobFiles } from '../journal/blob-files.ts'
import { eraseBlobs } from '../journal/erase.ts'
import { Indexer } from '../journal/indexer.ts'
import { PgJournal } from '../journal/pg-journal.ts'
import { entry, NOW } from '../journal/test-entry.ts'
import { describeEntry, readBlob } from '../node/entry-view.ts'
import { findExchange, type Place } from './find-exchange.ts'
import { gatherItem } from './gather-item.ts'

const US = 'KW/GOV/EGOV/gw1'
const PEER = 'QA/GOV/EGOV/gw1'
const THIRD = 'SA/GOV/EGOV/gw1'
const SALT = Buffer.alloc(32, 9)
const files = { read: async () => null, erase: async () => undefined } as unknown as BlobFiles

let schema: TestSchema
let journal: PgJournal
let indexer: Indexer
let count = 0

beforeAll(async () => {
  schema = await createTestSchema()
  const { pool } = schema
  journal = new PgJournal({ connection: schema.connection, pool, clock: () => NOW, emptyRoot: EMPTY_ROOT })
  indexer = new Indexer({
    journal,
    pool,
    after: () => ({ cancel: () => undefined }),
    onError: (error) => {
      throw error
    },
  })
})
afterAll(async () => {
  await journal.close()
  await schema.drop()
})

const headOf = (words: string) => ({ size: words.length, digest: blobDigest(SALT, Buffer.from(words)) })

/** Stores one lane of one batch, and says where it is. */
async function store(own: boolean, peer: string, entries: readonly Entry[], blobs: readonly string[] = []) {
  const [from, to] = own ? [US, peer] : [peer, US]
  const epoch = ++count
  const origin = `rabt/v1/test/${from}/${to}/0.${epoch}.0000000000000000`
  const lane = await journal.openLane({ own, peer, origin, slot: '0', epoch })
  const encoded = entries.map(encodeEntry)
  const root = Buffer.alloc(32, 1)
  const checkpoint = formatNote(formatCheckpoint(origin, encoded.length, root), ['— key AAAAAAAA'])
  const bytes = encodeBatch({ first: 0, entries: encoded, seals: [], checkpoint })
  const held = blobs.map((words) => Buffer.concat([SALT, Buffer.from(words)]))
  const row = { lane: lane.id, first: 0, count: encoded.length, root, frontier: Buffer.alloc(32), bytes, blobs: held }
  await journal.commit({ batches: [row], receipts: [] })
  await indexer.catchUp()
  return { lane: lane.id, origin, leaves: encoded.map(leafHash) }
}

const response = (asked: { origin: string; leaves: readonly Buffer[] }, leaf = asked.leaves[0] as Buffer) =>
  entry({
    kind: KIND.response,
    sender: 'QA/GOV/MOI/traffic',
    receiver: 'KW/GOV/MOI/traffic',
    status: 200,
    correlation: { origin: asked.origin, index: 0, leaf },
  })

const find = (id: Uint8Array) => findExchange(schema.pool, journal, id)

describe('what answers a request', () => {
  it('comes from the gateway that was asked, and names the leaf', async () => {
    const request = entry({})
    const asked = await store(true, PEER, [request])
    await store(false, THIRD, [response(asked)])
    await store(false, PEER, [response(asked, Buffer.alloc(32, 7))])
    expect((await find(request.id))?.answer).toBeNull()
    const answered = await store(false, PEER, [response(asked)])
    expect(await find(request.id)).toEqual({
      request: { lane: asked.lane, index: 0, kind: KIND.request },
      answer: { lane: answered.lane, index: 0, kind: KIND.response },
    })
    const view = (await describeEntry(schema.pool, journal, uuidToString(request.id))) as { entries: object[] }
    expect(view.entries).toMatchObject([{ direction: 'sent' }, { direction: 'received', peer: PEER }])
    expect(view.entries).toHaveLength(2)
  })

  it('is ours when a peer asked', async () => {
    const request = entry({})
    const asked = await store(false, PEER, [request])
    const answered = await store(true, PEER, [response(asked)])
    expect((await find(request.id))?.answer?.lane).toBe(answered.lane)
  })
})

describe('a signed refusal', () => {
  const refusal = (origin: string, items: readonly Refusal[]) =>
    entry({
      kind: KIND.control,
      sender: PEER,
      receiver: US,
      service: null,
      method: null,
      control: { name: 'refused', origin, items },
    })

  it('answers each request that it names by its leaf, until a response does', async () => {
    const requests = [entry({}), entry({}), entry({})]
    const asked = await store(true, PEER, requests)
    const items = asked.leaves.map((leaf, index) => ({ index, leaf, code: `CODE_${index}` }))
    const refused = await store(false, PEER, [
      refusal(asked.origin, [...items.slice(0, 2), { index: 2, leaf: Buffer.alloc(32, 8), code: 'CODE_2' }]),
    ])
    const answers = []
    for (const { id } of requests) answers.push((await find(id))?.answer)
    const place = { lane: refused.lane, index: 0, kind: KIND.control }
    expect(answers).toEqual([place, place, null])
    const view = await describeEntry(schema.pool, journal, uuidToString((requests[1] as Entry).id))
    expect(view).toMatchObject({ entries: [{ kind: 'request' }, { kind: 'control', outcome: 'CODE_1' }] })
    const answered = await store(false, PEER, [response(asked)])
    expect((await find((requests[0] as Entry).id))?.answer?.lane).toBe(answered.lane)
  })

  it('is gathered as an item that holds the control itself', async () => {
    const request = entry({})
    const asked = await store(true, PEER, [request])
    const control = refusal(asked.origin, [{ index: 0, leaf: asked.leaves[0] as Buffer, code: 'SENDER_UNKNOWN' }])
    await store(false, PEER, [control])
    const answer = (await find(request.id))?.answer
    const { item, entry: gathered } = await gatherItem({ journal, files }, answer as Place)
    expect(gathered.control).toMatchObject({ name: 'refused', items: [{ code: 'SENDER_UNKNOWN' }] })
    expect([item.index, item.seal]).toEqual([0, null])
    expect(leafHash(item.entry)).toEqual(leafHash(encodeEntry(control)))
  })
})

describe('an id that another gateway wrote again', () => {
  it('means our own request', async () => {
    const request = entry({ head: headOf('ours') })
    await store(false, THIRD, [entry({ id: request.id, head: headOf('theirs') })], ['theirs'])
    const asked = await store(true, PEER, [request], ['ours'])
    const uuid = uuidToString(request.id)
    expect((await find(request.id))?.request.lane).toBe(asked.lane)
    expect(Buffer.from((await readBlob(schema.pool, journal, files, uuid, 'head')) ?? [])).toEqual(Buffer.from('ours'))
    await expect(eraseBlobs(schema.pool, journal, files, uuid)).rejects.toMatchObject({ code: 'CONFLICT' })
    await journal.commit({ batches: [], receipts: [{ lane: asked.lane, size: 1, line: '— r AAAA' }] })
    expect(await eraseBlobs(schema.pool, journal, files, uuid)).toBe(1)
    expect(await readBlob(schema.pool, journal, files, uuid, 'head')).toBeNull()
  })

  it('means the request, not what else carries the id', async () => {
    const request = entry({})
    await store(true, THIRD, [entry({ id: request.id, kind: KIND.response, status: 200 })])
    const asked = await store(false, PEER, [request])
    expect((await find(request.id))?.request.lane).toBe(asked.lane)
  })

  it('means nothing when only peers wrote it', async () => {
    const request = entry({ head: headOf('one') })
    await store(false, PEER, [request], ['one'])
    await store(false, THIRD, [request], ['one'])
    const uuid = uuidToString(request.id)
    await expect(find(request.id)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(eraseBlobs(schema.pool, journal, files, uuid)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})
