import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { migrate } from './migrate.ts'
import { openPools, type Pools } from './pools.ts'
import { ensureRoles } from './roles.ts'

export interface TestSchema {
  readonly name: string
  readonly pools: Pools
  /** For a client of its own. */
  readonly connection: pg.ClientConfig
  drop(): Promise<void>
}

/**
 * A fresh, migrated schema on the server that RABT_TEST_PG names, owned by an ordinary user that is a member of the portal's roles: no pool
 * of it is a superuser's.
 */
export async function createTestSchema(): Promise<TestSchema> {
  const setting = process.env.RABT_TEST_PG
  if (setting === undefined) throw new Error('RABT_TEST_PG is not set: run the tests with `npm test`')
  const server = { database: 'postgres', ...(JSON.parse(setting) as pg.ClientConfig) }
  const name = `test_${randomBytes(8).toString('hex')}`
  const admin = new pg.Client(server)
  await admin.connect()
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${name}'`)
  await ensureRoles(admin, name)
  await admin.query(`CREATE SCHEMA ${name} AUTHORIZATION ${name}`)
  const connection = {
    ...server,
    user: name,
    password: name,
    options: `-c search_path=${name}`,
    application_name: name,
  }
  const pools = openPools(connection, 4)
  await migrate(pools.owner)
  return {
    name,
    pools,
    connection,
    async drop() {
      await pools.end()
      await admin.query(`DROP SCHEMA ${name} CASCADE`)
      await admin.query(`DROP OWNED BY ${name}`)
      await admin.query(`DROP ROLE ${name}`)
      await admin.end()
    },
  }
}
