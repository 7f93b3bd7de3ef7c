import { KIND } from '@rabt/protocol'
import type pg from 'pg'
import type { IndexedEntries } from './journal.ts'

/** Entries of a lane that are asked for at once: 16 bytes of id and 8 of place each. */
const ENTRIES_A_ROUND = 65_536
const NOTHING = new Uint8Array()

/** A lane to which something was added lately. */
export interface RecentLane {
  readonly id: number
  readonly own: boolean
  readonly peer: string
  readonly origin: string
  /** Where the first batch that was stored since then begins. */
  readonly first: number
  /** First index that the search index does not know, and from which the batches have to be read. */
  readonly next: number
}

export async function recentLanes(pool: pg.Pool, since: number): Promise<readonly RecentLane[]> {
  const found = await pool.query<Omit<RecentLane, 'first' | 'next'> & { first: string; next: string }>(
    `SELECT l.id, l.own, l.peer, l.origin, r.first, greatest(r.first, coalesce(c.next, 0)) AS next FROM lane l
     JOIN (SELECT lane, min(first) AS first FROM batch WHERE stored >= $1 GROUP BY lane) r ON r.lane = l.id
     LEFT JOIN index_cursor c ON c.lane = l.id ORDER BY l.id`,
    [since],
  )
  return found.rows.map((lane) => ({ ...lane, first: Number(lane.first), next: Number(lane.next) }))
}

type Indexed = IndexedEntries & { readonly unplaced: readonly number[] }

/**
 * What the index knows of a lane's recent entries, in few large rows: a million entries are read in the time that a thousand batches would take.
 * `unplaced`: indexes of own entries that answer something in a lane which was not held when they were indexed; they have to be read themselves. Ascending.
 */
export async function* indexedEntries(pool: pg.Pool, lane: RecentLane): AsyncIterable<Indexed> {
  const load = (from: number): Promise<Indexed> | null => {
    if (from >= lane.next) return null
    const loading = indexedIn(pool, lane, [lane.id, from, Math.min(lane.next, from + ENTRIES_A_ROUND)])
    // Whoever stops early does not hear of it.
    loading.catch(() => {})
    return loading
  }
  // The next ones are read while these are taken in.
  let loading = load(lane.first)
  for (let from = lane.first + ENTRIES_A_ROUND; loading !== null; from += ENTRIES_A_ROUND) {
    const loaded: Indexed = await loading
    loading = load(from)
    yield loaded
  }
}

async function indexedIn(pool: pg.Pool, { own, peer, origin }: RecentLane, range: readonly number[]): Promise<Indexed> {
  if (own) return { own, peer, origin, ids: NOTHING, indexes: [], ...(await answersIn(pool, range)) }
  return { own, peer, origin, ...(await requestsIn(pool, range)), answers: [], unplaced: [] }
}

/** Of a peer's lane: what it asked. Its answers are known from our own requests. */
async function requestsIn(pool: pg.Pool, range: readonly number[]) {
  const found = await pool.query<{ ids: Buffer | null; indexes: Buffer | null }>(
    `SELECT string_agg(uuid_send(id), ''::bytea) AS ids, string_agg(int8send(index), ''::bytea) AS indexes FROM entry_index
     WHERE lane = $1 AND index >= $2 AND index < $3 AND kind = ${KIND.request}`,
    [...range],
  )
  const [row] = found.rows
  return { ids: row?.ids ?? NOTHING, indexes: wholeNumbers(row?.indexes ?? null) }
}

/** Of an own lane: what it answers, a lane each; the group without a lane is what could not be placed. */
async function answersIn(pool: pg.Pool, range: readonly number[]) {
  const found = await pool.query<{ origin: string | null; places: Buffer; indexes: Buffer | null }>(
    `SELECT l.origin, g.places, g.indexes FROM (
       SELECT call_lane, string_agg(int8send(call_index), ''::bytea) AS places,
         string_agg(int8send(index), ''::bytea) FILTER (WHERE call_lane IS NULL) AS indexes
       FROM entry_index WHERE lane = $1 AND index >= $2 AND index < $3 AND call_index IS NOT NULL GROUP BY call_lane
     ) g LEFT JOIN lane l ON l.id = g.call_lane`,
    [...range],
  )
  return {
    answers: found.rows.flatMap(({ origin, places }) =>
      origin === null ? [] : [{ origin, indexes: wholeNumbers(places) }],
    ),
    unplaced: found.rows.flatMap(({ origin, indexes }) =>
      origin === null ? wholeNumbers(indexes).sort((a, b) => a - b) : [],
    ),
  }
}

/** int8send: 8 bytes each, big-endian. */
function wholeNumbers(bytes: Buffer | null): number[] {
  const numbers: number[] = []
  for (let at = 0; bytes && at < bytes.length; at += 8)
    numbers.push(bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4))
  return numbers
}
