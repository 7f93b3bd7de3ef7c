import { leafHash } from '@rabt/ledger'
import { decodeBatch, decodeEntry, type Entry, KIND, RabtError, sameBytes, uuidToString } from '@rabt/protocol'
import type pg from 'pg'
import type { Journal } from '../journal/journal.ts'

/** Where an entry stands in the journal. */
export interface Place {
  readonly lane: number
  readonly index: number
  readonly kind: number
}

interface PlacedRow {
  readonly lane: number
  readonly index: string
  readonly kind: number
  readonly own: boolean
}

type Batches = Pick<Journal, 'batchOf'>

/**
 * The places of a request and of what answers it, by the request's id; the first response counts and outranks a refusal or an outcome.
 * @throws RabtError CONFLICT as `placeOfId`
 */
export async function findExchange(
  pool: pg.Pool,
  journal: Batches,
  id: Uint8Array,
): Promise<{ request: Place; answer: Place | null } | null> {
  const request = await placeOfId(pool, id)
  if (request?.kind !== KIND.request) return null
  const [answer] = await answersTo(pool, journal, request, 1)
  return { request, answer: answer ?? null }
}

/**
 * The entry that an id means: a request rather than what else carries the id, and one of ours rather than a peer's, because anybody can
 * write an id again.
 * @throws RabtError CONFLICT if only peers wrote it, and more than one
 */
export async function placeOfId(pool: pg.Pool, id: Uint8Array): Promise<Place | null> {
  const uuid = uuidToString(id)
  const found = await pool.query<PlacedRow>(
    `SELECT DISTINCT e.lane, e.index, e.kind, l.own FROM entry_index e JOIN lane l ON l.id = e.lane
     WHERE e.id = $1 ORDER BY l.own DESC, e.lane, e.index`,
    [uuid],
  )
  const requests = found.rows.filter(({ kind }) => kind === KIND.request)
  const rows = requests.length > 0 ? requests : found.rows
  const [first] = rows
  if (!first) return null
  if (!first.own && rows.length > 1) throw new RabtError('CONFLICT', { what: `${uuid}: several gateways wrote it` })
  return toPlace(first)
}

/**
 * What answers a request, at most `limit`: it came back between the same two gateways, and names the request's leaf (spec evidence §2, check 13).
 * Responses first.
 */
export async function answersTo(pool: pg.Pool, journal: Batches, request: Place, limit: number): Promise<Place[]> {
  const found = await pool.query<PlacedRow>(
    `SELECT DISTINCT e.lane, e.index, e.kind, a.own FROM entry_index e
     JOIN lane a ON a.id = e.lane JOIN lane c ON c.id = e.call_lane AND c.peer = a.peer AND c.own <> a.own
     WHERE e.call_lane = $1 AND e.call_index = $2 AND e.kind <> $3 ORDER BY e.kind, e.lane, e.index`,
    [request.lane, request.index, KIND.request],
  )
  const asked = found.rows.length > 0 ? await entryAt(journal, request) : null
  if (!asked) return []
  const leaf = leafHash(asked)
  const fitting: Place[] = []
  for (const place of found.rows.map(toPlace)) {
    if (fitting.length === limit) break
    const answer = await entryAt(journal, place)
    if (answer && namesLeaf(decodeEntry(answer), request.index, leaf)) fitting.push(place)
  }
  return fitting
}

async function entryAt(journal: Batches, { lane, index }: Place): Promise<Uint8Array | null> {
  const batch = await journal.batchOf(lane, index)
  return (batch && decodeBatch(batch.bytes).entries[index - batch.first]) ?? null
}

function namesLeaf({ correlation, control }: Entry, index: number, leaf: Uint8Array): boolean {
  if (control?.name === 'refused') return control.items.some((one) => one.index === index && sameBytes(one.leaf, leaf))
  return correlation !== null && sameBytes(correlation.leaf, leaf)
}

function toPlace({ lane, index, kind }: PlacedRow): Place {
  return { lane, index: Number(index), kind }
}
