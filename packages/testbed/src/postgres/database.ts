import { ensureRoles } from '@rabt/portal'
import { Client } from 'pg'
import type { Connection } from './start.ts'

export interface NodeDatabase {
  readonly database: string
  readonly user: string
  readonly password: string
}

/** Names a database and its only role. Made by us, from a state's code. */
const NAME = /^rabt_[a-z0-9_]{1,50}$/

/**
 * Makes role and database of each node and authority, or gives an existing role the password of its configuration.
 * Nobody else may connect to the database.
 */
export async function ensureDatabases(connection: Connection, wanted: Iterable<NodeDatabase>): Promise<void> {
  const client = new Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    for (const one of wanted) await ensureDatabase(client, one)
  } finally {
    await client.end()
  }
}

/** Makes the portal's database with the roles that its work is done under (packages/portal/src/database/roles.ts). */
export async function ensurePortalDatabase(connection: Connection, wanted: NodeDatabase): Promise<void> {
  await ensureDatabases(connection, [wanted])
  const client = new Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    await ensureRoles(client, wanted.user)
  } finally {
    await client.end()
  }
}

async function ensureDatabase(client: Client, wanted: NodeDatabase): Promise<void> {
  if (!NAME.test(wanted.database) || !NAME.test(wanted.user)) throw new Error(`not a database name: ${wanted.database}`)
  const role = await client.query('select 1 from pg_roles where rolname = $1', [wanted.user])
  const verb = role.rowCount === 0 ? 'create' : 'alter'
  await client.query(`${verb} role ${wanted.user} login nosuperuser password ${client.escapeLiteral(wanted.password)}`)
  const database = await client.query('select 1 from pg_database where datname = $1', [wanted.database])
  if (database.rowCount === 0) await client.query(`create database ${wanted.database} owner ${wanted.user}`)
  await client.query(`revoke all on database ${wanted.database} from public`)
}
