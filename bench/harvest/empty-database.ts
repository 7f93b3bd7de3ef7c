import { migrate, openPools } from '@rabt/portal/harvest'
import { type Connection, ensurePortalDatabase } from '@rabt/testbed'
import { Client } from 'pg'

const NAME = 'rabt_bench_portal'

/** A portal's database with its tables and nothing in them; gone when it is disposed. */
export async function emptyDatabase(connection: Connection) {
  const drop = async (): Promise<void> => {
    const client = new Client({ ...connection, database: 'postgres' })
    await client.connect()
    await client.query(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`)
    await client.end()
  }
  await drop()
  const own = { database: NAME, user: NAME, password: NAME }
  await ensurePortalDatabase(connection, own)
  const pools = openPools({ ...connection, ...own })
  await migrate(pools.owner)
  return {
    pools,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await pools.end()
      await drop()
    },
  }
}
