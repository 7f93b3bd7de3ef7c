import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTestSchema, type TestSchema } from '../test/test-schema.ts'
import { inSnapshot, inTransaction, type Queries, withConnection } from './transaction.ts'

let schema: TestSchema
beforeEach(async () => {
  schema = await makeTestSchema((pool) => pool.query('CREATE TABLE person (id text)'))
})
afterEach(() => schema.drop())

const add = (db: Queries) => db.query(`INSERT INTO person VALUES ('ali')`)
const count = async (db: Queries = schema.pool) => (await db.query('SELECT 1 FROM person')).rowCount

/** Ends the connection from the side of the server. */
async function breakOff(db: Queries): Promise<void> {
  const { rows } = await db.query('SELECT pg_backend_pid() AS pid')
  await schema.pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid])
  await db.query('SELECT 1')
}

describe('a transaction', () => {
  it('is committed when what it does resolves, with its result', async () => {
    const made = await inTransaction(schema.pool, async (tx) => {
      await add(tx)
      expect(await count()).toBe(0)
      return count(tx)
    })
    expect(made).toBe(1)
    expect(await count()).toBe(1)
  })

  it('rolls back what fails, and the pool goes on after a connection that broke', async () => {
    const failing = inTransaction(schema.pool, async (tx) => {
      await add(tx)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    const broken = inTransaction(schema.pool, async (tx) => {
      await add(tx)
      await breakOff(tx)
    })
    await expect(broken).rejects.toThrow()
    expect(await count()).toBe(0)
  })
})

describe('a snapshot', () => {
  it('shows what was there at its first query, and changes nothing', async () => {
    await inSnapshot(schema.pool, async (tx) => {
      expect(await count(tx)).toBe(0)
      await add(schema.pool)
      expect(await count(tx)).toBe(0)
    })
    await expect(inSnapshot(schema.pool, add)).rejects.toMatchObject({ code: '25006' })
    expect(await count()).toBe(1)
  })
})

describe('a connection apart', () => {
  it('keeps what is done on it, whatever becomes of a transaction meanwhile', async () => {
    const failing = withConnection(schema.pool, (apart) =>
      inTransaction(schema.pool, async () => {
        await add(apart)
        throw new Error('no')
      }),
    )
    await expect(failing).rejects.toThrow('no')
    expect(await count()).toBe(1)
  })

  it('is thrown away when it broke', async () => {
    await expect(withConnection(schema.pool, breakOff)).rejects.toThrow()
    expect(await count()).toBe(0)
  })
})
