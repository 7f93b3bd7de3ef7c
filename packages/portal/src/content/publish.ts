import type { Queries } from '@rabt/database'
import { digestOf } from '../record/digest.ts'
import { type PortalRecord, partsOf } from '../record/record.ts'
import { indexRecords } from '../search/index/store.ts'
import { languagesOf } from './languages.ts'

/** Told on this channel: the id of what was published or withdrawn. */
export const PUBLISHED_CHANNEL = 'portal_published'

export interface Publishing {
  readonly origin: 'network' | 'editor'
  /** The harvest page that brought it. */
  readonly page?: number | bigint | null
  readonly at: Date
}

export interface Published {
  readonly version: number
  /** False: the same record is out already; only `last_seen` moved. */
  readonly changed: boolean
}

/** A record that one way brought cannot be replaced by the other. */
export class OriginConflict extends Error {
  override readonly name = 'OriginConflict'
}

/**
 * Puts a validated record out, in the transaction of `client` (role `portal_worker`). One that is the same by digest makes no new version.
 * Throws OriginConflict.
 */
export async function publish(client: Queries, record: PortalRecord, how: Publishing): Promise<Published> {
  const { id } = record
  const digest = digestOf(record)
  await lockItem(client, id)
  const { rows } = await client.query<{ digest: string; version: number; origin: string }>(
    'SELECT digest, version, origin FROM published_item WHERE id = $1',
    [id],
  )
  const [before] = rows
  if (before !== undefined && before.origin !== how.origin) throw new OriginConflict(`${id} came from ${before.origin}`)
  if (before?.digest === digest) {
    await client.query('UPDATE published_item SET last_seen = greatest(last_seen, $2) WHERE id = $1', [id, how.at])
    return { version: before.version, changed: false }
  }
  const { version, first } = await addHistory(client, id, { ...how, record, digest })
  const { tenant, kind, slug } = partsOf(id)
  const agency = record.kind === 'service' ? record.agency : null
  await client.query(
    `INSERT INTO published_item
       (id, tenant, kind, slug, record, digest, version, origin, page, first_published, modified, last_seen, agency, sectors, languages)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14)
     ON CONFLICT (id) DO UPDATE SET record = excluded.record, digest = excluded.digest, version = excluded.version, page = excluded.page,
       modified = excluded.modified, last_seen = excluded.last_seen, agency = excluded.agency, sectors = excluded.sectors,
       languages = excluded.languages`,
    [
      id,
      tenant,
      kind,
      slug,
      JSON.stringify(record),
      digest,
      version,
      how.origin,
      how.page ?? null,
      first,
      how.at,
      agency,
      record.sectors,
      languagesOf(record),
    ],
  )
  await indexRecords(client, [{ record, digest }])
  await tell(client, id)
  return { version, changed: true }
}

/** Takes a record back; its versions stay in the history. False: it was not out, or came another way. */
export async function withdraw(client: Queries, id: string, how: Publishing): Promise<boolean> {
  await lockItem(client, id)
  const { rowCount } = await client.query('DELETE FROM published_item WHERE id = $1 AND origin = $2', [id, how.origin])
  if (rowCount === 0) return false
  await addHistory(client, id, { ...how, record: null, digest: null })
  await tell(client, id)
  return true
}

interface Entry extends Publishing {
  readonly record: PortalRecord | null
  readonly digest: string | null
}

async function addHistory(client: Queries, id: string, entry: Entry): Promise<{ version: number; first: Date }> {
  const { rows } = await client.query<{ version: number; first: Date }>(
    `INSERT INTO published_history (id, version, at, record, digest, origin, page)
     SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6 FROM published_history WHERE id = $1
     RETURNING version, coalesce((SELECT min(at) FROM published_history WHERE id = $1), $2) AS first`,
    [id, entry.at, entry.record && JSON.stringify(entry.record), entry.digest, entry.origin, entry.page ?? null],
  )
  return rows[0] as { version: number; first: Date }
}

/** Two who publish one record follow each other. */
const lockItem = (client: Queries, id: string) =>
  client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7266252))', [id])

const tell = (client: Queries, id: string) => client.query('SELECT pg_notify($1, $2)', [PUBLISHED_CHANNEL, id])
