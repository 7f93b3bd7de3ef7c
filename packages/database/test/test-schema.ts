import { randomBytes } from 'node:crypto'
import pg from 'pg'

export interface TestSchema {
  /** Its name, which its connections also carry as application_name. */
  readonly name: string
  readonly pool: pg.Pool
  /** For a client of its own. */
  readonly connection: pg.ClientConfig
  /** Another pool on the same schema, as a second process would have it. */
  otherPool(change?: pg.PoolConfig): pg.Pool
  drop(): Promise<void>
}

/**
 * A fresh schema on the server that RABT_TEST_PG names (JSON: host, port, user, password, database).
 *
 * @param migrate makes its tables.
 */
export async function makeTestSchema(migrate: (pool: pg.Pool) => Promise<unknown>): Promise<TestSchema> {
  const setting = process.env.RABT_TEST_PG
  if (setting === undefined) throw new Error('RABT_TEST_PG is not set: run the tests with `npm test`')
  const connection = JSON.parse(setting) as pg.ClientConfig
  const schema = `test_${randomBytes(8).toString('hex')}`
  const own: pg.ClientConfig = {
    database: 'postgres',
    ...connection,
    options: `-c search_path=${schema}`,
    application_name: schema,
  }
  const open = (change: pg.PoolConfig = {}) => new pg.Pool({ ...own, max: 4, ...change }).on('error', () => undefined)
  const pools = [open()]
  const pool = pools[0] as pg.Pool
  await pool.query(`CREATE SCHEMA ${schema}`)
  await migrate(pool)
  return {
    name: schema,
    pool,
    connection: own,
    otherPool(change) {
      const other = open(change)
      pools.push(other)
      return other
    },
    async drop() {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`)
      await Promise.all(pools.map((each) => each.end()))
    },
  }
}
