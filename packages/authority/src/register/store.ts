import type { Queries } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import type { Item } from './document.ts'
import { type DocumentName, type KindName, kindOf } from './kinds.ts'

/** A row of the register with the document's revision at which it was changed last. */
export interface Stored extends Item {
  readonly revision: number
}

export interface DocumentState {
  readonly kind: DocumentName
  readonly revision: number
  readonly publishedRevision: number
  readonly publishedVersion: number
}

interface Row {
  readonly kind: Item['kind']
  readonly id: string
  readonly content: Item['content']
  readonly revision: string
}

const stored = ({ kind, id, content, revision }: Row): Stored => ({ kind, id, content, revision: Number(revision) })

/** Takes a document for this transaction: changes of one document come one after the other. */
export async function lockDocument(tx: Queries, kind: DocumentName): Promise<DocumentState> {
  return documentState(tx, kind, 'FOR UPDATE')
}

export async function documentState(
  queries: Queries,
  kind: DocumentName,
  lock: '' | 'FOR UPDATE' = '',
): Promise<DocumentState> {
  const { rows } = await queries.query<{ revision: string; published_revision: string; published_version: string }>(
    `SELECT revision, published_revision, published_version FROM document WHERE kind = $1 ${lock}`,
    [kind],
  )
  const [row] = rows
  if (row === undefined) throw new RabtError('NOT_FOUND', { what: kind })
  return {
    kind,
    revision: Number(row.revision),
    publishedRevision: Number(row.published_revision),
    publishedVersion: Number(row.published_version),
  }
}

export async function itemsIn(queries: Queries, document: DocumentName): Promise<readonly Stored[]> {
  const { rows } = await queries.query<Row>(
    'SELECT kind, id, content, revision FROM item WHERE document = $1 ORDER BY kind, id COLLATE "C"',
    [document],
  )
  return rows.map(stored)
}

export async function findItem(queries: Queries, kind: Item['kind'], id: string): Promise<Stored | null> {
  const { rows } = await queries.query<Row>(
    'SELECT kind, id, content, revision FROM item WHERE kind = $1 AND id = $2',
    [kind, id],
  )
  return rows[0] === undefined ? null : stored(rows[0])
}

/** Objects of a kind after `after`, by identifier. */
export async function pageOf(
  queries: Queries,
  kind: KindName,
  page: { readonly after: string; readonly limit: number; readonly under?: string | undefined },
): Promise<readonly Stored[]> {
  const { rows } = await queries.query<Row>(
    `SELECT kind, id, content, revision FROM item
     WHERE kind = $1 AND id COLLATE "C" > $2 AND ($3::text IS NULL OR starts_with(id, $3))
     ORDER BY id COLLATE "C" LIMIT $4`,
    [kind, page.after, page.under ?? null, page.limit],
  )
  return rows.map(stored)
}

export interface HistoryRow {
  readonly number: number
  /** Unix ms. */
  readonly at: number
  readonly content: Item['content'] | null
  readonly revision: number | null
  readonly request: number | null
}

/** What an object was, oldest first. */
export async function historyOf(
  queries: Queries,
  kind: string,
  id: string,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly HistoryRow[]> {
  const { rows } = await queries.query<{
    number: string
    at: Date
    content: Item['content'] | null
    revision: string | null
    request: string | null
  }>(
    `SELECT number, at, content, revision, request FROM item_history
     WHERE kind = $1 AND id = $2 AND number > $3 ORDER BY number LIMIT $4`,
    [kind, id, page.after, page.limit],
  )
  const orNull = (value: string | null) => (value === null ? null : Number(value))
  return rows.map((row) => ({
    number: Number(row.number),
    at: row.at.getTime(),
    content: row.content,
    revision: orNull(row.revision),
    request: orNull(row.request),
  }))
}

/** Says to the history which request the following changes belong to; null: they were read from the directory. */
export async function changeFor(tx: Queries, request: number | null): Promise<void> {
  await tx.query(`SELECT set_config('rabt.request', $1, true)`, [request === null ? '' : String(request)])
}

export async function putItem(tx: Queries, document: DocumentName, item: Item, revision: number): Promise<void> {
  const parent = item.kind === 'field' ? null : (kindOf(item.kind).parentOf?.(item.content) ?? null)
  await tx.query(
    `INSERT INTO item (kind, id, document, parent_kind, parent_id, content, revision) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (kind, id) DO UPDATE SET content = EXCLUDED.content, revision = EXCLUDED.revision`,
    [item.kind, item.id, document, parent?.kind ?? null, parent?.id ?? null, JSON.stringify(item.content), revision],
  )
}

/** Throws NOT_FOUND. */
export async function removeItem(tx: Queries, kind: Item['kind'], id: string): Promise<void> {
  const { rowCount } = await tx.query('DELETE FROM item WHERE kind = $1 AND id = $2', [kind, id])
  if (rowCount === 0) throw new RabtError('NOT_FOUND', { what: `${kind} ${id}` })
}

export async function setRevision(tx: Queries, kind: DocumentName, revision: number): Promise<void> {
  await tx.query('UPDATE document SET revision = $2 WHERE kind = $1', [kind, revision])
}
