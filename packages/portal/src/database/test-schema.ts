import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { SUBJECTS } from '../launch/subjects.ts'
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
 * of it is a superuser's. Every section and state has been in trial since the year 2000, unless said otherwise.
 */
export async function createTestSchema(launch: 'open' | 'undecided' = 'open'): Promise<TestSchema> {
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
  if (launch === 'open') await openAll(pools.owner)
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

async function openAll(owner: pg.Pool): Promise<void> {
  const client = await owner.connect()
  await client.query(
    `BEGIN; SET LOCAL "app.tenant" = 'GCC'; SET LOCAL "app.roles" = 'administrator'; SET LOCAL "app.person" = 'GCC:test'`,
  )
  await client.query(
    `INSERT INTO launch_decision (subject, stage, number, decided_on, recorded_at)
     SELECT subject, 'trial', 'GCC/TEST/1', '2000-01-01', '2000-01-01' FROM unnest($1::text[]) AS subject`,
    [SUBJECTS],
  )
  await client.query('COMMIT')
  client.release()
}
