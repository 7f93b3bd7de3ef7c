import { randomBytes } from 'node:crypto'
import { inTransaction } from '@rabt/database'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from './migrate.ts'
import { createTestSchema, type TestSchema } from './test-schema.ts'

let schema: TestSchema
beforeEach(async () => {
  schema = await createTestSchema()
})
afterEach(() => schema.drop())

describe('the database of an authority', () => {
  it('is migrated once, also by two processes that start together', async () => {
    expect(await migrate(schema.pool)).toEqual([])
    const name = `test_${randomBytes(8).toString('hex')}`
    const pools = [1, 2].map(() => new pg.Pool({ ...schema.connection, options: `-c search_path=${name}`, max: 2 }))
    await schema.pool.query(`CREATE SCHEMA ${name}`)
    const applied = await Promise.all(pools.map((pool) => migrate(pool)))
    const files = applied.find((one) => one.length > 0) ?? []
    expect(files[0]).toBe('0001-register.sql')
    expect(applied.map((one) => one.length).sort()).toEqual([0, files.length])
    await Promise.all(pools.map((pool) => pool.end()))
    await schema.pool.query(`DROP SCHEMA ${name} CASCADE`)
  })

  it('rolls back what fails, and goes on after a connection that broke', async () => {
    const insert = `INSERT INTO person (id, name, roles) VALUES ('ali', '{}', '{}')`
    const failing = inTransaction(schema.pool, async (tx) => {
      await tx.query(insert)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    const broken = inTransaction(schema.pool, async (tx) => {
      await tx.query(insert)
      const { rows } = await tx.query('SELECT pg_backend_pid() AS pid')
      await schema.pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid])
      await tx.query('SELECT 1')
    })
    await expect(broken).rejects.toThrow()
    expect((await schema.pool.query('SELECT 1 FROM person')).rowCount).toBe(0)
  })

  it.each([
    ['item_history', `UPDATE item_history SET content = '{}'`],
    ['item_history', 'TRUNCATE item_history'],
    ['publication', 'DELETE FROM publication'],
    ['request_step', `UPDATE request_step SET comment = 'x'`],
  ])('keeps every row of %s (%s)', async (table, statement) => {
    await schema.pool.query(
      `INSERT INTO item (kind, id, document, content, revision) VALUES ('member', 'KW/GOV/A', 'registry', '{}', 1)`,
    )
    await schema.pool.query(`INSERT INTO publication VALUES ('registry', 1, 1, sha256('x'), now(), true)`)
    await schema.pool.query(`INSERT INTO person (id, name, roles) VALUES ('ali', '{}', '{}')`)
    await schema.pool.query(
      `WITH made AS (INSERT INTO request (kind, state, document, content, digest, base, reason, asked_by, asked_at)
         VALUES ('registry', 'open', 'registry', '{}', sha256('x'), '{}', 'x', 'ali', now()) RETURNING id)
       INSERT INTO request_step (request, event, after, at) SELECT id, 'ask', 'open', now() FROM made`,
    )
    await expect(schema.pool.query(statement)).rejects.toThrow(`${table} is append-only`)
  })
})
