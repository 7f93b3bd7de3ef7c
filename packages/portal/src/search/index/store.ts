import { inTransaction, type Queries } from '@rabt/database'
import type pg from 'pg'
import type { PortalRecord } from '../../record/record.ts'
import { ANALYSIS, analyse } from './analyse.ts'

interface Indexed {
  readonly record: PortalRecord
  /** Of the published record, SHA-256, hex. */
  readonly digest: string
}

const BATCH = 100

/**
 * Makes published records findable, in the transaction that publishes them (role `portal_worker`). One that is withdrawn goes from the index by
 * itself, with its row of `published_item`.
 */
export async function indexRecords(client: Queries, records: readonly Indexed[]): Promise<void> {
  if (records.length === 0) return
  await client.query(
    `INSERT INTO search_entry (id, digest, analysis, entry)
     SELECT id, digest, $4, entry::jsonb FROM unnest($1::text[], $2::text[], $3::text[]) AS made (id, digest, entry)
     ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, analysis = excluded.analysis, entry = excluded.entry`,
    [
      records.map(({ record }) => record.id),
      records.map(({ digest }) => digest),
      records.map(({ record }) => JSON.stringify(analyse(record))),
      ANALYSIS,
    ],
  )
}

/**
 * Indexes whatever is published and not in the index as this program would have it: after an upgrade, or all of it. At the start of the portal,
 * before readers come. Publishing may go on meanwhile.
 *
 * @returns how many records were indexed.
 */
export async function reindexAll(worker: pg.Pool): Promise<number> {
  for (let made = 0; ; ) {
    const count = await inTransaction(worker, async (client) => {
      // Locked, so that a version published meanwhile is not overwritten by the one read here.
      const { rows } = await client.query<Indexed>(
        `SELECT record, digest FROM published_item p
         WHERE NOT EXISTS (SELECT 1 FROM search_entry e WHERE e.id = p.id AND e.digest = p.digest AND e.analysis = $1)
         ORDER BY id LIMIT ${BATCH} FOR SHARE OF p`,
        [ANALYSIS],
      )
      await indexRecords(client, rows)
      return rows.length
    })
    made += count
    if (count < BATCH) return made
  }
}
