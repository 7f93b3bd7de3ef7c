import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

/** The same from `src` and from `dist`. */
const FOLDER = new URL('../../src/database/migrations/', import.meta.url)
/** Any constant: it keeps two processes on one database from migrating at once. */
const LOCK = 7_266_250

/**
 * Applies the numbered files of `migrations/` that the database has not seen, each in its own transaction, in order. The pool is the
 * owner's; the roles of `roles.ts` must be there.
 */
export async function migrate(owner: pg.Pool): Promise<string[]> {
  const client = await owner.connect()
  client.on('error', () => {})
  await client.query('SELECT pg_advisory_lock($1)', [LOCK])
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())',
    )
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migration')
    const known = new Set(rows.map((row) => row.name))
    const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
    const applied: string[] = []
    for (const name of files) {
      if (known.has(name)) continue
      await applyOne(client, name, await readFile(new URL(name, FOLDER), 'utf8'))
      applied.push(name)
    }
    return applied
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => {})
    client.removeAllListeners('error')
    client.release()
  }
}

async function applyOne(client: pg.PoolClient, name: string, sql: string): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO migration (name) VALUES ($1)', [name])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
