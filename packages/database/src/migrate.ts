import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

/** Any constant: it keeps two processes on one database from migrating at once. */
const LOCK = 7_266_228

/**
 * Applies the numbered `.sql` files of a folder that the database has not seen, each in its own transaction, in order.
 *
 * @param folder with `/` at its end.
 * @returns the names of those that it applied.
 * @throws what PostgreSQL says of a file: that one is rolled back, those before it stay.
 */
export async function applyMigrations(pool: pg.Pool, folder: URL): Promise<string[]> {
  const client = await pool.connect()
  client.on('error', () => {})
  await client.query('SELECT pg_advisory_lock($1)', [LOCK])
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())',
    )
    const known = new Set(
      (await client.query<{ name: string }>('SELECT name FROM migration')).rows.map((row) => row.name),
    )
    const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
    const applied: string[] = []
    for (const name of files) {
      if (known.has(name)) continue
      const sql = await readFile(new URL(name, folder), 'utf8')
      await client.query('BEGIN')
      try {
        await client.query(sql)
        await client.query('INSERT INTO migration (name) VALUES ($1)', [name])
        await client.query('COMMIT')
      } catch (error) {
        await client.query('ROLLBACK')
        throw error
      }
      applied.push(name)
    }
    return applied
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => {})
    client.removeAllListeners('error')
    client.release()
  }
}
