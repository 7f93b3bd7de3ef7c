import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { FIND_ACT, readAudit, record, recordOnce } from './audit.ts'

let schema: TestSchema
beforeAll(async () => {
  schema = await createTestSchema()
  for (const subject of ['a', 'b', 'c'])
    await record(schema.pool, { actor: 'token', action: 'test.act', subject, details: { subject } })
})
afterAll(() => schema.drop())

const subjects = async (after: number, limit: number) =>
  (await readAudit(schema.pool, after, limit)).map(({ subject }) => subject)

describe('the audit log', () => {
  it('is read in order, page by page', async () => {
    expect(await subjects(0, 2)).toEqual(['a', 'b'])
    expect(await subjects(2, 2)).toEqual(['c'])
    expect(await subjects(3, 2)).toEqual([])
  })

  it('holds an act that is recorded once, however often it is done, and looks for it in an index', async () => {
    const own = await createTestSchema()
    try {
      await own.pool.query(
        `INSERT INTO audit (actor, action, subject, details)
         SELECT 'token', 'test.once', 'other ' || n, '{}' FROM generate_series(1, 3000) AS n`,
      )
      await own.pool.query('ANALYZE audit')
      for (const subject of ['a', 'a', 'x'.repeat(5_000)])
        await recordOnce(own.pool, { actor: 'token', action: 'test.once', subject, details: {} })
      expect((await readAudit(own.pool, 3_000, 10)).map(({ subject }) => subject.length)).toEqual([1, 5_000])
      const { rows } = await own.pool.query(`EXPLAIN ${FIND_ACT.replace('$1', `'test.once'`).replace('$2', `'a'`)}`)
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('audit_subject')
    } finally {
      await own.drop()
    }
  })

  it.each([
    "UPDATE audit SET actor = 'nobody'",
    'DELETE FROM audit',
    'TRUNCATE audit',
    "DELETE FROM audit WHERE subject = 'b'",
  ])('refuses %s', async (statement) => {
    await expect(schema.pool.query(statement)).rejects.toThrow('append-only')
    expect(await subjects(0, 10)).toEqual(['a', 'b', 'c'])
  })

  it('refuses it also to a session that plays replica', async () => {
    const client = await schema.pool.connect()
    try {
      await client.query("SET session_replication_role = 'replica'")
      await expect(client.query('DELETE FROM audit')).rejects.toThrow('append-only')
    } finally {
      client.release(true)
    }
  })

  it('commits in the order of ids, so that a reader misses none', async () => {
    const first = await schema.pool.connect()
    const second = await schema.pool.connect()
    try {
      const act = (subject: string) => ({ actor: 'token', action: 'test.order', subject, details: {} })
      await first.query('BEGIN')
      await record(first, act('first'))
      const waiting = record(second, act('second'))
      // The second one stands in the queue, as pg_locks of a third connection shows.
      for (;;) {
        const { rows } = await schema.pool.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        if (rows.length > 0) break
      }
      expect(await subjects(3, 10)).toEqual([])
      await first.query('COMMIT')
      await waiting
      expect(await subjects(3, 10)).toEqual(['first', 'second'])
    } finally {
      first.release()
      second.release()
    }
  })
})
