import { inTransaction } from '@rabt/database'
import { type BlobItem, type Entry, KIND, RabtError, uuidFromString } from '@rabt/protocol'
import type pg from 'pg'
import { openBatch } from '../link/lane/continuation.ts'
import { blobPlaces, decodeEntries } from '../link/lane/decode-entries.ts'
import { answersTo, placeOfId } from '../proof/find-exchange.ts'
import type { BlobFiles } from './blob-files.ts'
import { packBlobs, unpackBlobs } from './blob-pack.ts'
import type { Journal } from './journal.ts'

/** More answers to one request than honest gateways write. */
const MAX_ANSWERS = 16

/**
 * Erases head and body of a request and of what answers it, here. Entry, proof and checkpoint stay valid (spec link-log §5.11): only after
 * the peer's receipt, since until then the peer may need them. An id that another gateway wrote again means our own request. @returns how many blobs were erased
 * @throws RabtError NOT_FOUND, CONFLICT
 */
export async function eraseBlobs(pool: pg.Pool, journal: Journal, files: BlobFiles, uuid: string): Promise<number> {
  const named = await placeOfId(pool, uuidFromString(uuid))
  if (!named) throw new RabtError('NOT_FOUND', { what: uuid })
  const answers = named.kind === KIND.request ? await answersTo(pool, journal, named, MAX_ANSWERS) : []
  const wanted = [named, ...answers]
  const places = await pool.query<{ lane: number; index: string; first: string; receipted: boolean; own: boolean }>(
    `SELECT w.lane, w.index, l.own, (SELECT max(b.first) FROM batch b WHERE b.lane = w.lane AND b.first <= w.index) AS first,
       EXISTS (SELECT 1 FROM receipt r WHERE r.lane = w.lane AND r.size > w.index) AS receipted
     FROM unnest($1::int[], $2::bigint[]) AS w(lane, index) JOIN lane l ON l.id = w.lane`,
    [wanted.map(({ lane }) => lane), wanted.map(({ index }) => index)],
  )
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
  return inTransaction(pool, async (client) => {
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
