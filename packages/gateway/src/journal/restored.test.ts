import { EMPTY_ROOT } from '@rabt/ledger'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { PgJournal } from './pg-journal.ts'

let schema: TestSchema
let journal: PgJournal

beforeEach(async () => {
  schema = await createTestSchema()
  const { connection, pool } = schema
  journal = new PgJournal({ connection, pool, clock: Date.now, emptyRoot: EMPTY_ROOT })
})
afterEach(async () => {
  await journal.close()
  await schema.drop()
})

/** Link-log §4, "Restored from a backup": the moment before which requests may have run in a past that the journal does not know. */
describe('the moment at which a journal was put back', () => {
  it('is none at the first start, and none at the next ones', async () => {
    expect(await journal.restoredAt(1_000)).toBe(0)
    expect(await journal.restoredAt(2_000)).toBe(0)
  })

  it.each([
    ['system identifier', `system = '7'`],
    ['timeline', 'timeline = timeline + 1'],
  ])('is the start that finds another %s, and stays', async (_, other) => {
    await journal.restoredAt(1_000)
    await schema.pool.query(`UPDATE journal_identity SET ${other}`)
    expect(await journal.restoredAt(2_000)).toBe(2_000)
    expect(await journal.restoredAt(3_000)).toBe(2_000)
    await schema.pool.query(`UPDATE journal_identity SET ${other}`)
    expect(await journal.restoredAt(4_000)).toBe(4_000)
  })

  it('is what a peer showed, from then on, and never an earlier one', async () => {
    await journal.restoredAt(1_000)
    await journal.markRestored(5_000)
    expect(await journal.restoredAt(6_000)).toBe(5_000)
    await journal.markRestored(4_000)
    expect(await journal.restoredAt(7_000)).toBe(5_000)
    await journal.markRestored(8_000)
    expect(await journal.restoredAt(9_000)).toBe(8_000)
  })
})
