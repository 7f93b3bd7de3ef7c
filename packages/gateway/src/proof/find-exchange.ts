import { KIND, uuidToString } from '@rabt/protocol'
import type pg from 'pg'

/** Where an entry stands in the journal. */
export interface Place {
  readonly lane: number
  readonly index: number
  readonly kind: number
}

/** The places of a request and of what answers it, by the request's id; the first response counts and outranks an outcome. */
export async function findExchange(
  pool: pg.Pool,
  id: Uint8Array,
): Promise<{ request: Place; answer: Place | null } | null> {
  const request = await onePlace(pool, 'id = $1 AND kind = $2', [uuidToString(id), KIND.request])
  if (!request) return null
  const answer = await onePlace(pool, 'call_lane = $1 AND call_index = $2 AND kind <> $3', [
    request.lane,
    request.index,
    KIND.request,
  ])
  return { request, answer }
}

async function onePlace(pool: pg.Pool, where: string, values: unknown[]): Promise<Place | null> {
  const found = await pool.query<{ lane: number; index: string; kind: number }>(
    `SELECT lane, index, kind FROM entry_index WHERE ${where} ORDER BY kind, lane, index LIMIT 1`,
    values,
  )
  const row = found.rows[0]
  return row ? { lane: row.lane, index: Number(row.index), kind: row.kind } : null
}
