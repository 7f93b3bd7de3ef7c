import { EMPTY_ROOT, Frontier, leafHash } from '@rabt/ledger'
import { encodeBatch } from '@rabt/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { findDamage } from './damage.ts'
import { PgJournal } from './pg-journal.ts'

const BATCHES = 4
let schema: TestSchema
let journal: PgJournal
let lane: number

beforeEach(async () => {
  schema = await createTestSchema()
  const { connection, pool } = schema
  journal = new PgJournal({ connection, pool, clock: Date.now, emptyRoot: EMPTY_ROOT })
  lane = (await journal.openLane({ own: true, peer: 'QA/GOV/EGOV/gw1', origin: 'the/lane', slot: '1', epoch: 1 })).id
  const frontier = new Frontier()
  for (let first = 0; first < 2 * BATCHES; first += 2) {
    const entries = [Buffer.from(`entry ${first}`), Buffer.from(`entry ${first + 1}`)]
    for (const entry of entries) frontier.append(leafHash(entry))
    const bytes = encodeBatch({ first, entries, seals: [], checkpoint: 'checkpoint' })
    const batch = { lane, first, count: 2, root: frontier.root(), frontier: frontier.encode(), bytes }
    await journal.commit({
      batches: [{ ...batch, blobs: [Buffer.from('blob')] }],
      receipts: [{ lane, size: first + 2, line: '— r AAAA' }],
    })
  }
})
afterEach(async () => {
  await journal.close()
  await schema.drop()
})

async function found(): Promise<string[]> {
  const words: string[] = []
  for await (const word of findDamage(schema.pool)) words.push(word)
  return words
}

const flip = (column: string, first: number) =>
  `UPDATE batch SET ${column} = set_byte(${column}, length(${column}) / 2, get_byte(${column}, length(${column}) / 2) # 1) WHERE first = ${first}`

describe('damage of the newest batches', () => {
  it('is not found where there is none, nor in a lane without a batch', async () => {
    await journal.openLane({ own: false, peer: 'QA/GOV/EGOV/gw1', origin: 'new', slot: '1', epoch: 1 })
    expect(await found()).toEqual([])
  })

  it.each([
    ['altered bytes', flip('bytes', 6), ['the batch at index 6']],
    ['an altered root', flip('root', 4), ['the batch at index 4 does not have the root']],
    ['an altered frontier', flip('frontier', 6), ['the batch at index 6 does not have the root']],
    ['another count', 'UPDATE batch SET count = 3 WHERE first = 6', ['the batch at index 6 does not have the root']],
    ['a gap', 'DELETE FROM batch WHERE first = 4', ['the batch at index 6 does not begin where']],
    [
      'a lane that was cut',
      'DELETE FROM batch WHERE first >= 4',
      ['batch_blobs has a row at index 6, and table batch ends at 4', 'receipt has one for 8 entries'],
    ],
    [
      'a lane without batches',
      'DELETE FROM batch; DELETE FROM batch_blobs',
      ['receipt has one for 8 entries, and table batch ends at 0'],
    ],
  ])('is named: %s', async (_, tamper, words) => {
    await schema.pool.query(tamper)
    const damage = await found()
    expect(damage).toEqual(words.map((word) => expect.stringContaining(word)))
    for (const word of damage) expect(word).toMatch(/\(lane \d+, the\/lane\)$/)
  })

  it('is looked for in lanes that are not settled', async () => {
    await schema.pool.query(flip('root', 6))
    expect(await found()).toHaveLength(1)
    await journal.settle(lane)
    expect(await found()).toEqual([])
  })
})
