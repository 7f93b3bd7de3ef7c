import type { Queries } from '@rabt/database'
import { PortalError } from '../error/portal-error.ts'
import { requireFiles } from './attachments.ts'
import { type Draft, type DraftRecord, openDraft, saveDraft } from './drafts.ts'
import { type Actor, recordAct } from './in-tenant.ts'
import { checkRecord } from './problems.ts'

export type Decision = 'approved' | 'returned' | 'taken-back'

export interface Version {
  readonly item: string
  readonly number: number
  readonly record: DraftRecord
  readonly authors: readonly string[]
  readonly submittedBy: string
  readonly submittedAt: Date
  readonly decision: Decision | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly reason: string | null
  readonly publishAt: Date | null
  readonly publishedAt: Date | null
  /** Code of the error that kept it from being published. */
  readonly problem: string | null
}

const COLUMNS = `item, number, record, authors, submitted_by AS "submittedBy", submitted_at AS "submittedAt", decision,
  decided_by AS "decidedBy", decided_at AS "decidedAt", reason, publish_at AS "publishAt", published_at AS "publishedAt", problem`

/** Newest first, at most 100. */
export async function listVersions(client: Queries, item: string): Promise<readonly Version[]> {
  const { rows } = await client.query<Version>(
    `SELECT ${COLUMNS} FROM item_version WHERE item = $1 ORDER BY number DESC LIMIT 100`,
    [item],
  )
  return rows
}

/** What waits for a reviewer, oldest first. */
export async function listWaiting(client: Queries): Promise<readonly Version[]> {
  const { rows } = await client.query<Version>(
    `SELECT ${COLUMNS} FROM item_version WHERE decision IS NULL ORDER BY submitted_at LIMIT 100`,
  )
  return rows
}

/** Makes a version of the draft for a second person to decide. Throws RECORD_INCOMPLETE, FORM_STALE, ITEM_SUBMITTED. */
export async function submitDraft(
  client: Queries,
  actor: Actor,
  id: string,
  revision: number,
  at: Date,
): Promise<Draft> {
  const draft = await openDraft(client, id)
  if (draft.revision !== revision) throw new PortalError('FORM_STALE')
  if (draft.state === 'submitted') throw new PortalError('ITEM_SUBMITTED')
  const modified = `${at.toISOString().slice(0, 19)}Z`
  const { record, problems } = checkRecord({ ...draft.record, modified })
  if (record === null) throw new PortalError('RECORD_INCOMPLETE', { count: String(problems.length) })
  if ('files' in record) await requireFiles(client, record.files)
  await saveDraft(client, actor, id, revision, record)
  await client.query('INSERT INTO item_version (item) VALUES ($1)', [id])
  await recordAct(client, actor, 'version.submit', id)
  return openDraft(client, id)
}

export interface Verdict {
  readonly number: number
  readonly decision: Decision
  /** Why it is returned. */
  readonly reason?: string | undefined
  /** Approved: not out before. */
  readonly publishAt?: Date | undefined
}

/** Decides a version. Throws OWN_WORK, ROLE_MISSING, VERSION_DECIDED, REASON_MISSING, ITEM_UNKNOWN. */
export async function decideVersion(client: Queries, actor: Actor, id: string, verdict: Verdict): Promise<void> {
  const { number, decision, reason = '', publishAt } = verdict
  if (reason.length > 2_000 || (decision === 'returned' && reason.trim() === ''))
    throw new PortalError('REASON_MISSING')
  const { rowCount } = await client.query(
    `UPDATE item_version SET decision = $3, reason = nullif($4, ''), publish_at = $5
     WHERE item = $1 AND number = $2 AND decision IS NULL`,
    [id, number, decision, reason.trim(), decision === 'approved' ? (publishAt ?? null) : null],
  )
  if (rowCount === 0) {
    await openDraft(client, id)
    throw new PortalError('VERSION_DECIDED')
  }
  await recordAct(client, actor, `version.${decision}`, id, { number })
}

/** Takes the item out at `at`, or leaves it out no longer (null). What is not due yet is told by `retireAt`. */
export async function retireAt(client: Queries, actor: Actor, id: string, at: Date | null): Promise<void> {
  const { rowCount } = await client.query('UPDATE item SET retire_at = $2 WHERE id = $1', [id, at])
  if (rowCount === 0) throw new PortalError('ITEM_UNKNOWN')
  await recordAct(client, actor, 'item.retire', id, { at })
}

/** Moves the publication of an approved version that is not out yet. Throws VERSION_DECIDED, ROLE_MISSING. */
export async function reschedule(client: Queries, actor: Actor, id: string, number: number, at: Date): Promise<void> {
  const { rowCount } = await client.query('UPDATE item_version SET publish_at = $3 WHERE item = $1 AND number = $2', [
    id,
    number,
    at,
  ])
  if (rowCount === 0) throw new PortalError('ITEM_UNKNOWN')
  await recordAct(client, actor, 'version.schedule', id, { number, at })
}
