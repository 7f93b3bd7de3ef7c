import { KIND, uuidFromString, uuidToString } from '@rabt/protocol'
import type pg from 'pg'
import type { BlobFiles } from '../journal/blob-files.ts'
import type { Journal } from '../journal/journal.ts'
import { openBatch } from '../link/lane/continuation.ts'
import { decodeEntries } from '../link/lane/decode-entries.ts'
import { answersTo, placeOfId } from '../proof/find-exchange.ts'
import { blobsOf } from '../proof/gather-item.ts'

const KIND_NAMES = new Map(Object.entries(KIND).map(([name, kind]) => [kind as number, name]))

/** More answers to one request than honest gateways write. */
const MAX_ANSWERS = 16

/** What the search index knows of the entries with this id, and of what answers them. */
export async function describeEntry(pool: pg.Pool, journal: Journal, uuid: string): Promise<object | null> {
  const rows = await readRows(pool, 'e.id = $1', [uuidToString(uuidFromString(uuid))])
  if (rows.length === 0) return null
  for (const { lane, index, kind } of rows.filter((row) => row.kind === KIND.request)) {
    const call = { lane, index: Number(index), kind }
    const answers = await answersTo(pool, journal, call, MAX_ANSWERS)
    const candidates = await readRows(pool, 'e.call_lane = $1 AND e.call_index = $2', [lane, index])
    rows.push(
      ...candidates.filter((row) => answers.some((one) => one.lane === row.lane && one.index === Number(row.index))),
    )
  }
  return {
    id: uuid,
    entries: rows.map((row) => ({
      kind: KIND_NAMES.get(row.kind) ?? String(row.kind),
      direction: row.own ? 'sent' : 'received',
      peer: row.peer,
      lane: row.origin,
      index: Number(row.index),
      sender: row.sender,
      receiver: row.receiver,
      service: row.service,
      created: new Date(Number(row.created)).toISOString(),
      deadline: new Date(Number(row.deadline)).toISOString(),
      status: row.status,
      outcome: row.outcome,
    })),
  }
}

interface ViewedRow {
  readonly own: boolean
  readonly peer: string
  readonly origin: string
  readonly lane: number
  readonly index: string
  readonly kind: number
  readonly sender: string
  readonly receiver: string
  readonly service: string | null
  readonly created: string
  readonly deadline: string
  readonly status: number | null
  readonly outcome: string | null
}

async function readRows(pool: pg.Pool, where: string, values: unknown[]): Promise<ViewedRow[]> {
  const found = await pool.query<ViewedRow>(
    `SELECT l.own, l.peer, l.origin, e.lane, e.index, e.kind, e.sender, e.receiver, e.service, e.created, e.deadline, e.status, e.outcome
     FROM entry_index e JOIN lane l ON l.id = e.lane WHERE ${where} ORDER BY e.created, e.kind`,
    values,
  )
  return found.rows
}

/** Head or body of the entry with this id, without its salt; null if it is not held. Throws CONFLICT as `placeOfId`. */
export async function readBlob(
  pool: pg.Pool,
  journal: Journal,
  files: BlobFiles,
  uuid: string,
  part: 'head' | 'body',
): Promise<Uint8Array | null> {
  const place = await placeOfId(pool, uuidFromString(uuid))
  const batch = place && (await journal.batchOf(place.lane, place.index))
  if (!place || !batch) return null
  const blobs = await blobsOf(
    files,
    batch,
    decodeEntries(openBatch(batch.bytes).batch.entries).entries,
    place.index - batch.first,
  )
  return blobs[part]?.bytes ?? null
}
