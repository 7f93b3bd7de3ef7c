import type pg from 'pg'
import type { Inverted } from '../engine/inverted.ts'
import { ANALYSIS } from './analyse.ts'
import type { Entry } from './entry.ts'

const BATCH = 100
const DEADLINE_MS = 10_000

/** Brings an index in memory to what the table holds now. True: something changed. */
export async function load(pool: Pick<pg.Pool, 'query'>, index: Inverted): Promise<boolean> {
  const stored = await query<{ id: string; digest: string }>(
    pool,
    'SELECT id, digest FROM search_entry WHERE analysis = $1 ORDER BY id',
    [ANALYSIS],
  )
  const there = new Set(stored.map(({ id }) => id))
  const gone = [...index.ids()].filter((id) => !there.has(id))
  for (const id of gone) index.remove(id)
  const changed = stored.filter(({ id, digest }) => index.digestOf(id) !== digest).map(({ id }) => id)
  for (let from = 0; from < changed.length; from += BATCH) {
    const rows = await query<{ digest: string; entry: Entry }>(
      pool,
      'SELECT digest, entry FROM search_entry WHERE id = ANY($1) AND analysis = $2 ORDER BY id',
      [changed.slice(from, from + BATCH), ANALYSIS],
    )
    for (const { digest, entry } of rows) index.put(entry, digest)
  }
  return gone.length + changed.length > 0
}

async function query<T extends pg.QueryResultRow>(
  pool: Pick<pg.Pool, 'query'>,
  text: string,
  values: unknown[],
): Promise<readonly T[]> {
  // `query_timeout` of a single query: pg reads it (lib/client.js), its types do not know it.
  const within = { text, values, query_timeout: DEADLINE_MS }
  return (await pool.query<T>(within)).rows
}
