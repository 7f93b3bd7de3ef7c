import { inTransaction } from '@rabt/database'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { chainHash, GENESIS } from './chain.ts'
import { readAudit, recordAct, verifyAudit } from './record.ts'

let schema: TestSchema
beforeEach(async () => {
  schema = await createTestSchema()
})
afterEach(() => schema.drop())

const write = (action: string, pool = schema.pool) =>
  inTransaction(pool, (tx) =>
    recordAct(tx, 1_790_000_000_000, { actor: 'ali', action, subject: 'request 1', details: { digest: 'aa' } }),
  )
const all = () => readAudit(schema.pool, { after: 0, limit: 1000 })

/** As one who owns the database could. */
const tamper = async (...statements: readonly string[]) => {
  for (const each of [
    'DISABLE TRIGGER ALL',
    ...statements.map((one) => `!${one}`),
    'ENABLE ALWAYS TRIGGER audit_rows_stay',
  ]) {
    await schema.pool.query(each.startsWith('!') ? each.slice(1) : `ALTER TABLE audit ${each}`)
  }
}

describe('the audit log', () => {
  it('binds each row to all before it', async () => {
    for (const action of ['a', 'b', 'c']) await write(action)
    const rows = await all()
    expect(rows.map(({ id, action, actor, at }) => [id, action, actor, at])).toEqual([
      [1, 'a', 'ali', 1_790_000_000_000],
      [2, 'b', 'ali', 1_790_000_000_000],
      [3, 'c', 'ali', 1_790_000_000_000],
    ])
    const record =
      '{"id":1,"at":1790000000000,"actor":"ali","action":"a","subject":"request 1","details":{"digest":"aa"}}'
    expect(rows[0]?.hash).toBe(chainHash(GENESIS, record).toString('hex'))
    // Others must be able to compute it: SHA-256 of the label, 32 zero bytes and the record.
    expect(rows[0]?.hash).toBe('0034b3e710f2d5d8af05cc7bbf465a4d3653870fdacfc02275a42477e2eb7cc2')
    expect(await verifyAudit(schema.pool)).toEqual({ rows: 3, brokenAt: null, hash: rows[2]?.hash, kept: null })
  })

  it('is one chain for writers of two processes at once, without a gap', async () => {
    const other = schema.otherPool()
    await Promise.all(Array.from({ length: 40 }, (_, i) => write(`act ${i}`, i % 2 === 0 ? schema.pool : other)))
    expect(await verifyAudit(schema.pool)).toMatchObject({ rows: 40, brokenAt: null })
    expect((await all()).map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  })

  it('keeps no row of an act that did not happen', async () => {
    const failing = inTransaction(schema.pool, async (tx) => {
      await recordAct(tx, 1, { actor: 'ali', action: 'a', subject: 's', details: {} })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await write('b')
    expect((await all()).map(({ id, action }) => [id, action])).toEqual([[1, 'b']])
  })

  it('cannot be changed by a statement', async () => {
    await write('a')
    for (const statement of [`UPDATE audit SET record = ''`, 'DELETE FROM audit', 'TRUNCATE audit']) {
      await expect(schema.pool.query(statement)).rejects.toThrow('append-only')
    }
  })

  it.each([
    ['a changed record', 2, `UPDATE audit SET record = replace(record, '"b"', '"x"') WHERE id = 2`],
    ['a changed hash', 2, `UPDATE audit SET hash = sha256('x') WHERE id = 2`],
    ['a row taken out', 2, 'DELETE FROM audit WHERE id = 2'],
    ['a first row taken out', 1, 'DELETE FROM audit WHERE id = 1'],
    [
      'two rows that changed places',
      2,
      'UPDATE audit SET id = id + 10 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 12',
    ],
    ['a row that no JSON is', 3, `UPDATE audit SET record = '{' WHERE id = 3`],
    ['a row that was made up', 4, `INSERT INTO audit VALUES (4, '{"id":4}', sha256('x'))`],
  ])('shows %s', async (_what, at, statement) => {
    for (const action of ['a', 'b', 'c']) await write(action)
    await tamper(statement)
    expect(await verifyAudit(schema.pool)).toMatchObject({ rows: at - 1, brokenAt: at })
  })

  it('shows an end that was cut off, or a whole that was written anew, to who kept a hash', async () => {
    for (const action of ['a', 'b', 'c']) await write(action)
    const last = (await all())[2]
    const kept = { id: 3, hash: last?.hash ?? '' }
    expect(await verifyAudit(schema.pool, kept)).toMatchObject({ brokenAt: null, kept: true })
    expect(await verifyAudit(schema.pool, { ...kept, id: 2 })).toMatchObject({ kept: false })
    await tamper('DELETE FROM audit WHERE id = 3')
    expect(await verifyAudit(schema.pool, kept)).toMatchObject({ rows: 2, brokenAt: null, kept: false })
    await write('d')
    expect(await verifyAudit(schema.pool, kept)).toMatchObject({ rows: 3, brokenAt: null, kept: false })
  })
})
