import { KIND } from '@rabt/protocol'
import type pg from 'pg'
import type { IndexedEntries } from './journal.ts'

/** Entries of a lane that are asked for at once: 16 bytes of id and 8 of place each. */
const ENTRIES_A_ROUND = 65_536

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

/**
 * What the index knows of a lane's recent entries, in few large rows: a million entries are read in the time that a thousand batches would take.
 * `unplaced`: indexes of own entries that answer something in a lane which was not held when they were indexed; they have to be read themselves.
 */
export async function* indexedEntries(
  pool: pg.Pool,
  lane: RecentLane,
): AsyncIterable<IndexedEntries & { readonly unplaced: readonly number[] }> {
  for (let from = lane.first; from < lane.next; from += ENTRIES_A_ROUND) {
    const range = [lane.id, from, Math.min(lane.next, from + ENTRIES_A_ROUND)]
    const requests = await pool.query<{ ids: Buffer | null; indexes: Buffer | null }>(
      `SELECT string_agg(uuid_send(id), ''::bytea) AS ids, string_agg(int8send(index), ''::bytea) AS indexes FROM entry_index
       WHERE lane = $1 AND index >= $2 AND index < $3 AND kind = ${KIND.request}`,
      range,
    )
    const answers = await pool.query<{ origin: string; indexes: Buffer }>(
      `SELECT l.origin, string_agg(int8send(e.call_index), ''::bytea) AS indexes FROM entry_index e JOIN lane l ON l.id = e.call_lane
       WHERE e.lane = $1 AND e.index >= $2 AND e.index < $3 GROUP BY l.origin`,
      range,
    )
    const unplaced = await pool.query<{ indexes: Buffer | null }>(
      `SELECT string_agg(DISTINCT int8send(index), ''::bytea) AS indexes FROM entry_index
       WHERE lane = $1 AND index >= $2 AND index < $3 AND call_index IS NOT NULL AND call_lane IS NULL AND $4`,
      [...range, lane.own],
    )
    const [found] = requests.rows
    yield {
      own: lane.own,
      peer: lane.peer,
      origin: lane.origin,
      ids: found?.ids ?? new Uint8Array(),
      indexes: wholeNumbers(found?.indexes ?? null),
      answers: answers.rows.map(({ origin, indexes }) => ({ origin, indexes: wholeNumbers(indexes) })),
      unplaced: wholeNumbers(unplaced.rows[0]?.indexes ?? null),
    }
  }
}

/** int8send: 8 bytes each, big-endian. */
function wholeNumbers(bytes: Buffer | null): number[] {
  const numbers: number[] = []
  for (let at = 0; bytes && at < bytes.length; at += 8)
    numbers.push(bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4))
  return numbers
}
