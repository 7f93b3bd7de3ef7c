import { KIND, uuidFromString, uuidToString } from '@rabt/protocol'
import type pg from 'pg'
import type { BlobFiles } from '../journal/blob-files.ts'
import type { Journal } from '../journal/journal.ts'
import { openBatch } from '../link/lane/continuation.ts'
import { decodeEntries } from '../link/lane/decode-entries.ts'
import { blobsOf } from '../proof/gather-item.ts'

const KIND_NAMES = new Map(Object.entries(KIND).map(([name, kind]) => [kind as number, name]))

/** What the search index knows of the entries with this id, and of what answers them. */
export async function describeEntry(pool: pg.Pool, uuid: string): Promise<object | null> {
  const found = await pool.query(
    `SELECT l.own, l.peer, l.origin, e.index, e.kind, e.sender, e.receiver, e.service, e.created, e.deadline, e.status, e.outcome
     FROM entry_index e JOIN lane l ON l.id = e.lane
     WHERE e.id = $1 OR (e.call_lane, e.call_index) IN (SELECT lane, index FROM entry_index WHERE id = $1)
     ORDER BY e.created, e.kind`,
    [uuidToString(uuidFromString(uuid))],
  )
  if (found.rows.length === 0) return null
  return {
    id: uuid,
    entries: found.rows.map((row) => ({
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

/** Head or body of the entry with this id, without its salt; null if it is not held. */
export async function readBlob(
  pool: pg.Pool,
  journal: Journal,
  files: BlobFiles,
  uuid: string,
  part: 'head' | 'body',
): Promise<Uint8Array | null> {
  const found = await pool.query<{ lane: number; index: string }>(
    'SELECT lane, index FROM entry_index WHERE id = $1 LIMIT 1',
    [uuidToString(uuidFromString(uuid))],
  )
  const row = found.rows[0]
  const batch = row && (await journal.batchOf(row.lane, Number(row.index)))
  if (!row || !batch) return null
  const blobs = await blobsOf(
    files,
    batch,
    decodeEntries(openBatch(batch.bytes).batch.entries).entries,
    Number(row.index) - batch.first,
  )
  return blobs[part]?.bytes ?? null
}
