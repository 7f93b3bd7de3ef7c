import type { Queries } from '@rabt/database'
import pg from 'pg'
import { PortalError } from '../error/portal-error.ts'
import { KINDS, type Kind, slug as slugForm, type Tenant } from '../record/common.ts'
import { partsOf } from '../record/record.ts'
import { type Actor, recordAct } from './in-tenant.ts'

export type DraftState = 'draft' | 'submitted' | 'approved' | 'published' | 'retired'

/** A record as it is being written: of the kind that it says, with anything missing. */
export type DraftRecord = Readonly<Record<string, unknown>> & { readonly id: string; readonly kind: Kind }

export interface Draft {
  readonly id: string
  readonly tenant: Tenant
  readonly kind: Kind
  readonly state: DraftState
  readonly record: DraftRecord
  readonly revision: number
  readonly authors: readonly string[]
  readonly changedBy: string
  readonly changedAt: Date
  readonly retireAt: Date | null
}

const COLUMNS = `id, tenant, kind, state, record, revision, authors, changed_by AS "changedBy", changed_at AS "changedAt",
  retire_at AS "retireAt"`

/** All of it within `inTenant`; the database holds the tenant. */
export async function createDraft(
  client: Queries,
  actor: Actor,
  kind: string,
  slug: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<Draft> {
  if (!isKind(kind) || !slugForm.safeParse(slug).success) throw new PortalError('FIELD_FORM')
  const id = `${actor.tenant}/${kind}/${slug}`
  const record = { ...fields, id, kind }
  try {
    await client.query('INSERT INTO item (id, tenant, kind, slug, record) VALUES ($1, $2, $3, $4, $5)', [
      id,
      actor.tenant,
      kind,
      slug,
      JSON.stringify(record),
    ])
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '23505') throw new PortalError('ITEM_EXISTS', { id })
    throw error
  }
  await recordAct(client, actor, 'draft.create', id)
  return openDraft(client, id)
}

function isKind(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind)
}

/** Throws ITEM_UNKNOWN, also for what another tenant has. */
export async function openDraft(client: Queries, id: string): Promise<Draft> {
  const { rows } = await client.query<Draft>(`SELECT ${COLUMNS} FROM item WHERE id = $1`, [id])
  const [draft] = rows
  if (draft === undefined) throw new PortalError('ITEM_UNKNOWN')
  return draft
}

export async function listDrafts(
  client: Queries,
  wanted: { readonly state?: DraftState | undefined; readonly kind?: Kind | undefined; readonly offset?: number } = {},
): Promise<readonly Draft[]> {
  const { rows } = await client.query<Draft>(
    `SELECT ${COLUMNS} FROM item WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2)
     ORDER BY changed_at DESC, id LIMIT 100 OFFSET $3`,
    [wanted.state ?? null, wanted.kind ?? null, wanted.offset ?? 0],
  )
  return rows
}

/**
 * Puts the record in the draft's place, if the form was made of revision `revision`; else FORM_STALE. Id and kind stay, whatever the record
 * says. The same record again changes nothing.
 */
export async function saveDraft(
  client: Queries,
  actor: Actor,
  id: string,
  revision: number,
  record: Readonly<Record<string, unknown>>,
): Promise<Draft> {
  const { kind } = partsOf(id)
  const { rows } = await client.query<Draft>(
    `UPDATE item SET record = $3 WHERE id = $1 AND revision = $2 RETURNING ${COLUMNS}`,
    [id, revision, JSON.stringify({ ...record, id, kind })],
  )
  const [draft] = rows
  if (draft === undefined) {
    await openDraft(client, id)
    throw new PortalError('FORM_STALE')
  }
  if (draft.revision !== revision) await recordAct(client, actor, 'draft.save', id, { revision: draft.revision })
  return draft
}

/**
 * Ends a draft that nobody else was asked about yet, if the form was made of revision `revision`; else FORM_STALE. ROLE_MISSING for who did
 * not write at it, ITEM_KEPT once it was submitted. The log keeps that it was there.
 */
export async function discardDraft(client: Queries, actor: Actor, id: string, revision: number): Promise<void> {
  const { rowCount } = await client.query('DELETE FROM item WHERE id = $1 AND revision = $2', [id, revision])
  if (rowCount === 0) {
    await openDraft(client, id)
    throw new PortalError('FORM_STALE')
  }
  await recordAct(client, actor, 'draft.discard', id, { revision })
}
