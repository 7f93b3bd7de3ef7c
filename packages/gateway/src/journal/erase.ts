import { type BlobItem, type Entry, RabtError, uuidFromString, uuidToString } from '@rabt/protocol'
import type pg from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { openBatch } from '../link/lane/continuation.ts'
import { blobPlaces, decodeEntries } from '../link/lane/decode-entries.ts'
import type { BlobFiles } from './blob-files.ts'
import { packBlobs, unpackBlobs } from './blob-pack.ts'

/**
 * Erases head and body of a request and of what answers it, here. Entry, proof and checkpoint stay valid (spec link-log §5.11): only after
 * the peer's receipt, since until then the peer may need them. @returns how many blobs were erased
 * @throws RabtError NOT_FOUND, CONFLICT
 */
export async function eraseBlobs(pool: pg.Pool, files: BlobFiles, uuid: string): Promise<number> {
  const places = await pool.query<{ lane: number; index: string; first: string; receipted: boolean; own: boolean }>(
    `SELECT e.lane, e.index, e.first, l.own, EXISTS (SELECT 1 FROM receipt r WHERE r.lane = e.lane AND r.size > e.index) AS receipted
     FROM entry_index e JOIN lane l ON l.id = e.lane
     WHERE e.id = $1 OR (e.call_lane, e.call_index) IN (SELECT lane, index FROM entry_index WHERE id = $1)`,
    [uuidToString(uuidFromString(uuid))],
  )
  if (places.rows.length === 0) throw new RabtError('NOT_FOUND', { what: uuid })
  if (places.rows.some((place) => place.own && !place.receipted))
    throw new RabtError('CONFLICT', { what: `${uuid}: the peer has not confirmed it yet` })
  let erased = 0
  for (const place of places.rows)
    erased += await eraseEntry(pool, files, place.lane, Number(place.first), Number(place.index))
  return erased
}

async function eraseEntry(
  pool: pg.Pool,
  files: BlobFiles,
  lane: number,
  first: number,
  index: number,
): Promise<number> {
  return inTransaction(pool, 'BEGIN', async (client) => {
    const found = await client.query<{ bytes: Buffer; data: Buffer }>(
      'SELECT b.bytes, x.data FROM batch b JOIN batch_blobs x USING (lane, first) WHERE b.lane = $1 AND b.first = $2 FOR UPDATE OF x',
      [lane, first],
    )
    const row = found.rows[0]
    if (!row) return 0
    const { entries } = decodeEntries(openBatch(row.bytes).batch.entries)
    const items = unpackBlobs(row.data)
    const gone = blobPlaces({ entries, codes: [] }).flatMap((place, at) =>
      first + place.entry === index && items[at] !== false ? [at] : [],
    )
    const kept: BlobItem[] = items.map((item, at) => (gone.includes(at) ? false : item))
    if (gone.length > 0)
      await client.query('UPDATE batch_blobs SET data = $3 WHERE lane = $1 AND first = $2', [
        lane,
        first,
        packBlobs(kept),
      ])
    const entry = entries[index - first]
    if (entry)
      await eraseFiles(
        files,
        entry,
        gone.some((at) => items[at] === null),
      )
    return gone.length
  })
}

async function eraseFiles(files: BlobFiles, entry: Entry, inFiles: boolean): Promise<void> {
  if (!inFiles) return
  if (entry.head) await files.erase(entry.head.digest)
  if (entry.body) await files.erase(entry.body.digest)
}
