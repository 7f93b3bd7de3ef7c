import type pg from 'pg'
import { COLUMNS, type PublishedItem } from '../published.ts'
import type { Shelf } from './shelf.ts'

/** What to put on the shelf and what to take off it. */
export interface Change {
  readonly put: readonly PublishedItem[]
  readonly remove: readonly string[]
}

type Pool = Pick<pg.Pool, 'query'>

const BATCH = 200
const DEADLINE_MS = 10_000

/** The named records as they are now. */
export async function read(pool: Pool, ids: readonly string[]): Promise<Change> {
  const put: PublishedItem[] = []
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = ids.slice(from, from + BATCH)
    put.push(...(await query<PublishedItem>(pool, `SELECT ${COLUMNS} FROM published_item WHERE id = ANY($1)`, [batch])))
  }
  const found = new Set<string>(put.map(({ record }) => record.id))
  return { put, remove: ids.filter((id) => !found.has(id)) }
}

interface Row {
  readonly id: string
  readonly version: number
  readonly digest: string
  readonly page: number | null
  readonly lastSeen: Date
}

/** Where the whole table differs from the shelf. Records are read only where they do. */
export async function changedSince(pool: Pool, shelf: Shelf): Promise<Change> {
  const rows = await query<Row>(
    pool,
    'SELECT id, version, digest, page::float8 AS page, last_seen AS "lastSeen" FROM published_item',
    [],
  )
  const there = new Set(rows.map(({ id }) => id))
  const seen: PublishedItem[] = []
  const others: string[] = []
  for (const { id, version, digest, page, lastSeen } of rows) {
    const held = shelf.get(id)
    if (held?.version !== version || held.digest !== digest || held.page !== page) others.push(id)
    else if (held.lastSeen.getTime() !== lastSeen.getTime()) seen.push({ ...held, lastSeen })
  }
  const gone = [...shelf.ids()].filter((id) => !there.has(id))
  const { put, remove } = await read(pool, others)
  return { put: [...seen, ...put], remove: [...gone, ...remove] }
}

async function query<T extends pg.QueryResultRow>(pool: Pool, text: string, values: unknown[]): Promise<readonly T[]> {
  // `query_timeout` of a single query: pg reads it (lib/client.js), its types do not know it.
  const within = { text, values, query_timeout: DEADLINE_MS }
  return (await pool.query<T>(within)).rows
}
