import type pg from 'pg'

/** Who acts: `token` (holder of the node's admin token), `system`, or the account of a signed-in person. */
export type Actor = string

/** One act. `details` carries no secret, no head, no body and no personal data: identifiers, settings, digests, and who took a decision and why. */
export interface AuditEntry {
  readonly actor: Actor
  /** Dotted verb, e.g. `client.put`, `blob.read`. */
  readonly action: string
  /** Identifier of what was acted on. */
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
}

export interface AuditRow extends AuditEntry {
  /** Grows with time; gaps are transactions that failed. */
  readonly id: number
  /** Unix ms. */
  readonly at: number
}

/** Any constant: writers of the audit log queue here until they commit. */
const LOCK = 7_266_229

/**
 * Adds one row. Called inside the transaction of the act, so that neither stands without the other.
 * Rows commit in the order of their ids: a reader that remembers the last id it saw misses none.
 */
export async function record(client: Pick<pg.ClientBase, 'query'>, entry: AuditEntry): Promise<void> {
  await client.query(
    `WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock($1))
     INSERT INTO audit (actor, action, subject, details) SELECT $2::text, $3::text, $4::text, $5::jsonb FROM turn`,
    [LOCK, entry.actor, entry.action, entry.subject, JSON.stringify(entry.details)],
  )
}

/** A row of an action ($1) on a subject ($2). */
export const FIND_ACT = 'SELECT 1 FROM audit WHERE action = $1 AND subject = $2 LIMIT 1'

/** The same, unless there is a row of this action on this subject: for an act that is repeated until all of it is done. */
export async function recordOnce(client: Pick<pg.ClientBase, 'query'>, entry: AuditEntry): Promise<void> {
  const { rows } = await client.query(FIND_ACT, [entry.action, entry.subject])
  if (rows.length === 0) await record(client, entry)
}

/** Rows with an id above `after`, oldest first, at most `limit`. */
export async function readAudit(
  client: Pick<pg.ClientBase, 'query'>,
  after: number,
  limit: number,
): Promise<AuditRow[]> {
  const { rows } = await client.query<AuditEntry & { readonly id: string; readonly at: Date }>(
    'SELECT id, at, actor, action, subject, details FROM audit WHERE id > $1 ORDER BY id LIMIT $2',
    [after, limit],
  )
  return rows.map((row) => ({ ...row, id: Number(row.id), at: row.at.getTime() }))
}
