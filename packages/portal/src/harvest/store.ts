import { deflateSync } from 'node:zlib'
import type { Queries } from '@rabt/database'
import type { FetchedFile } from './fetch-files.ts'
import { ITEM_REASONS, type ItemReason, RUN_REASONS, type RunReason } from './reasons.ts'

export interface HarvestState {
  readonly state: string
  readonly cursor: string | null
  readonly etag: string | null
  readonly run: number
  readonly runFull: boolean
  readonly runPages: number
  readonly failures: number
  readonly confirmed: Date | null
  /** When a run from the beginning last reached the end. */
  readonly fullConfirmed: Date | null
}

const COLUMNS = `state, cursor, etag, run::float8 AS run, run_full AS "runFull", run_pages AS "runPages", failures, confirmed,
  full_confirmed AS "fullConfirmed"`

/** How far the harvest of a state has come; begun if it was not. */
export async function openState(db: Queries, state: string): Promise<HarvestState> {
  await db.query('INSERT INTO harvest_state (state) VALUES ($1) ON CONFLICT DO NOTHING', [state])
  const { rows } = await db.query<HarvestState>(`SELECT ${COLUMNS} FROM harvest_state WHERE state = $1`, [state])
  return rows[0] as HarvestState
}

/** Takes the state for the rest of the transaction: another process that harvests it waits here, and then finds the cursor moved. */
export async function lockState(db: Queries, state: string): Promise<HarvestState> {
  const { rows } = await db.query<HarvestState>(`SELECT ${COLUMNS} FROM harvest_state WHERE state = $1 FOR UPDATE`, [
    state,
  ])
  return rows[0] as HarvestState
}

export interface PageRow {
  readonly state: string
  readonly run: number
  readonly at: Date
  readonly requestId: string
  readonly requestHash: string | null
  readonly after: string | null
  readonly next: string
  readonly digest: string
  readonly body: Buffer
  readonly items: readonly { readonly id: string | null; readonly digest: string | null }[]
}

export async function addPage(db: Queries, page: PageRow): Promise<number> {
  const { rows } = await db.query<{ id: number }>(
    `INSERT INTO harvest_page (state, run, at, request_id, request_hash, after_cursor, next_cursor, digest, bytes, items, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id::float8 AS id`,
    [
      page.state,
      page.run,
      page.at,
      page.requestId,
      page.requestHash,
      page.after,
      page.next,
      page.digest,
      page.body.length,
      JSON.stringify(page.items),
      deflateSync(page.body),
    ],
  )
  return rows[0]?.id as number
}

/**
 * Forgets pages that brought nothing which is shown, was shown or stands in quarantine: those of lists that were read anew. Their evidence
 * proves what an earlier page proves. @returns how many
 */
export async function prunePages(db: Queries, before: Date): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM harvest_page h WHERE at < $1
       AND NOT EXISTS (SELECT 1 FROM published_item p WHERE p.page = h.id)
       AND NOT EXISTS (SELECT 1 FROM published_history o WHERE o.page = h.id)
       AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.page = h.id)`,
    [before],
  )
  return rowCount ?? 0
}

export async function addFile(db: Queries, state: string, file: FetchedFile, at: Date): Promise<void> {
  await db.query(
    `INSERT INTO harvest_file (sha256, format, content, state, request_id, at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [file.sha256, file.format, file.content, state, file.requestId, at],
  )
}

/** That records of these names were met in a run. */
export async function meet(db: Queries, state: string, run: number, ids: readonly string[]): Promise<void> {
  await db.query(
    `INSERT INTO harvest_met (id, state, run) SELECT unnest($1::text[]), $2, $3
     ON CONFLICT (id) DO UPDATE SET run = excluded.run`,
    [[...new Set(ids)], state, run],
  )
}

export async function forget(db: Queries, id: string): Promise<void> {
  await db.query('DELETE FROM harvest_met WHERE id = $1', [id])
}

export interface Refused {
  readonly state: string
  readonly key: string
  readonly page: number
  readonly position: number
  readonly run: number
  readonly reason: ItemReason
  readonly detail: string
  readonly at: Date
}

export async function putInQuarantine(db: Queries, item: Refused): Promise<void> {
  await db.query(
    `INSERT INTO quarantine (state, key, page, position, run, reason, side, detail, since)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (state, key) DO UPDATE SET page = excluded.page, position = excluded.position, run = excluded.run,
       reason = excluded.reason, side = excluded.side, detail = excluded.detail,
       since = CASE WHEN quarantine.reason = excluded.reason THEN quarantine.since ELSE excluded.since END`,
    [
      item.state,
      item.key,
      item.page,
      item.position,
      item.run,
      item.reason,
      ITEM_REASONS[item.reason].side,
      item.detail.slice(0, 300),
      item.at,
    ],
  )
}

export async function leaveQuarantine(db: Queries, state: string, key: string): Promise<void> {
  await db.query('DELETE FROM quarantine WHERE state = $1 AND key = $2', [state, key])
}

/** Moves on to the next page of the run. False: the run had this cursor already. */
export async function moveOn(db: Queries, state: HarvestState, next: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'INSERT INTO harvest_cursor (state, run, cursor) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [state.state, state.run, next],
  )
  await db.query('UPDATE harvest_state SET cursor = $2, etag = NULL, run_pages = run_pages + 1 WHERE state = $1', [
    state.state,
    next,
  ])
  return rowCount === 1
}

/** The end was reached: the next question begins another run, after the same cursor. */
export async function endRun(db: Queries, state: HarvestState, at: Date): Promise<void> {
  await db.query(
    `UPDATE harvest_state SET run = run + 1, run_full = false, run_pages = 0, asked = $2, confirmed = $2, failures = 0,
       full_confirmed = CASE WHEN run_full THEN $2 ELSE full_confirmed END,
       retry_at = NULL, failed_since = NULL, failed_code = NULL, failed_side = NULL, failed_detail = NULL
     WHERE state = $1`,
    [state.state, at],
  )
  await db.query('DELETE FROM harvest_cursor WHERE state = $1', [state.state])
}

/** Begins anew at the beginning: the provider no longer knows the cursor, or the list was a circle. */
export async function beginAnew(db: Queries, state: string): Promise<void> {
  await db.query(
    'UPDATE harvest_state SET run = run + 1, run_full = true, run_pages = 0, cursor = NULL, etag = NULL WHERE state = $1',
    [state],
  )
  await db.query('DELETE FROM harvest_cursor WHERE state = $1', [state])
}

export async function noteFailure(
  db: Queries,
  state: string,
  failure: { readonly reason: RunReason; readonly detail: string; readonly at: Date; readonly retryAt: Date },
): Promise<void> {
  await db.query(
    `UPDATE harvest_state SET asked = $2, failures = failures + 1, retry_at = $3, failed_since = coalesce(failed_since, $2),
       failed_code = $4, failed_side = $5, failed_detail = $6 WHERE state = $1`,
    [
      state,
      failure.at,
      failure.retryAt,
      failure.reason,
      RUN_REASONS[failure.reason].side,
      failure.detail.slice(0, 300),
    ],
  )
}

/** Names of what a full run did not meet; quarantined items that it did not meet are forgotten. */
export async function takeUnmet(db: Queries, { state, run }: HarvestState): Promise<readonly string[]> {
  await db.query('DELETE FROM quarantine WHERE state = $1 AND run < $2', [state, run])
  const { rows } = await db.query<{ id: string }>(
    `SELECT p.id FROM published_item p LEFT JOIN harvest_met m ON m.id = p.id AND m.run = $2
     WHERE p.tenant = $1 AND p.origin = 'network' AND m.id IS NULL`,
    [state, run],
  )
  await db.query('DELETE FROM harvest_met WHERE state = $1 AND run < $2 AND id = ANY($3)', [
    state,
    run,
    rows.map(({ id }) => id),
  ])
  return rows.map(({ id }) => id)
}
