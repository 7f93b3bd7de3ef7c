import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Layout } from '../ceremony/layout.ts'

/** Connections of one authority; the place that writes holds one while others are used. */
const CONNECTIONS = 5

/** The database of a sample authority. */
export function openPool(at: Layout, code: string): pg.Pool {
  const file = join(at.authority(code), 'authority.json')
  if (!existsSync(file))
    throw new Error(`${file} is missing: the supervisor writes it before it starts the authorities`)
  const { database } = JSON.parse(readFileSync(file, 'utf8')) as { readonly database: pg.PoolConfig }
  const pool = new pg.Pool({ ...database, max: CONNECTIONS, application_name: `rabt authority ${code}` })
  // The server may end connections that are idle; the next query takes another.
  pool.on('error', () => undefined)
  return pool
}
