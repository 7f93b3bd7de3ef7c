import type { Queries } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import type { DocumentName } from '../register/kinds.ts'
import type { Base } from './base.ts'
import type { Undo } from './emergency.ts'
import type { RequestKindName } from './kinds.ts'
import type { RequestEvent, RequestState } from './machine.ts'

/** A change request as it stands. Times are Unix ms. */
export interface ChangeRequest {
  readonly id: number
  readonly kind: RequestKindName
  readonly state: RequestState
  readonly document: DocumentName
  readonly content: unknown
  /** SHA-256 (hex) of what is decided on (digest.ts). */
  readonly digest: string
  readonly base: Base
  readonly decision: string | null
  readonly reason: string
  readonly askedBy: string
  readonly askedAt: number
  readonly due: number | null
  readonly decidedBy: string | null
  readonly decidedAt: number | null
  readonly comment: string | null
  readonly revision: number | null
  readonly publishedAt: number | null
  readonly undo: Undo | null
}

interface Row {
  readonly id: string
  readonly kind: RequestKindName
  readonly state: RequestState
  readonly document: DocumentName
  readonly content: unknown
  readonly digest: Buffer
  readonly base: Base
  readonly decision: string | null
  readonly reason: string
  readonly asked_by: string
  readonly asked_at: Date
  readonly due: Date | null
  readonly decided_by: string | null
  readonly decided_at: Date | null
  readonly comment: string | null
  readonly revision: string | null
  readonly published_at: Date | null
  readonly undo: Undo | null
}

const ms = (date: Date | null): number | null => date?.getTime() ?? null
const number = (text: string | null): number | null => (text === null ? null : Number(text))

const fromRow = (row: Row): ChangeRequest => ({
  id: Number(row.id),
  kind: row.kind,
  state: row.state,
  document: row.document,
  content: row.content,
  digest: row.digest.toString('hex'),
  base: row.base,
  decision: row.decision,
  reason: row.reason,
  askedBy: row.asked_by,
  askedAt: row.asked_at.getTime(),
  due: ms(row.due),
  decidedBy: row.decided_by,
  decidedAt: ms(row.decided_at),
  comment: row.comment,
  revision: number(row.revision),
  publishedAt: ms(row.published_at),
  undo: row.undo,
})

export type NewRequest = Pick<
  ChangeRequest,
  | 'kind'
  | 'document'
  | 'content'
  | 'digest'
  | 'base'
  | 'decision'
  | 'reason'
  | 'askedBy'
  | 'askedAt'
  | 'due'
  | 'revision'
  | 'undo'
> & { readonly state: 'open' | 'provisional' }

export async function insertRequest(tx: Queries, request: NewRequest): Promise<number> {
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO request (kind, state, document, content, base, decision, reason, asked_by, asked_at, due, revision, undo, digest)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, decode($13, 'hex')) RETURNING id`,
    [
      request.kind,
      request.state,
      request.document,
      JSON.stringify(request.content),
      JSON.stringify(request.base),
      request.decision,
      request.reason,
      request.askedBy,
      new Date(request.askedAt),
      request.due === null ? null : new Date(request.due),
      request.revision,
      request.undo === null ? null : JSON.stringify(request.undo),
      request.digest,
    ],
  )
  const id = Number(rows[0]?.id)
  await addStep(tx, id, {
    event: 'ask',
    before: null,
    after: request.state,
    person: request.askedBy,
    at: request.askedAt,
  })
  return id
}

/** Throws NOT_FOUND. */
export async function findRequest(queries: Queries, id: number, lock: '' | 'FOR UPDATE' = ''): Promise<ChangeRequest> {
  const { rows } = await queries.query<Row>(`SELECT * FROM request WHERE id = $1 ${lock}`, [id])
  if (rows[0] === undefined) throw new RabtError('NOT_FOUND', { what: `request ${id}` })
  return fromRow(rows[0])
}

export interface RequestFilter {
  readonly states?: readonly RequestState[] | undefined
  readonly kind?: RequestKindName | undefined
  readonly after: number
  readonly limit: number
}

/** Requests by number, oldest first. */
export async function listRequests(queries: Queries, filter: RequestFilter): Promise<readonly ChangeRequest[]> {
  const { rows } = await queries.query<Row>(
    `SELECT * FROM request WHERE id > $1 AND ($2::text[] IS NULL OR state = ANY ($2)) AND ($3::text IS NULL OR kind = $3)
     ORDER BY id LIMIT $4`,
    [filter.after, filter.states ?? null, filter.kind ?? null, filter.limit],
  )
  return rows.map(fromRow)
}

/** Open requests, other than `but`, that touch one of these objects. */
export async function openOn(tx: Queries, keys: readonly string[], but: number): Promise<readonly ChangeRequest[]> {
  const { rows } = await tx.query<Row>(
    `SELECT * FROM request WHERE state = 'open' AND base ?| $1::text[] AND id <> $2 ORDER BY id FOR UPDATE`,
    [keys, but],
  )
  return rows.map(fromRow)
}

/** Acts at once on one of these objects that wait for a review and could still be taken back. */
export async function undoableOn(tx: Queries, keys: readonly string[]): Promise<readonly ChangeRequest[]> {
  const { rows } = await tx.query<Row>(
    `SELECT * FROM request WHERE state = 'provisional' AND undo IS NOT NULL AND base ?| $1::text[] ORDER BY id FOR UPDATE`,
    [keys],
  )
  return rows.map(fromRow)
}

/** Those whose effect is in the register and not yet in the directory, in the order in which they were applied. */
export async function unpublished(
  tx: Queries,
  document: DocumentName,
  upTo: number,
): Promise<readonly ChangeRequest[]> {
  const { rows } = await tx.query<Row>(
    `SELECT * FROM request WHERE document = $1 AND revision <= $2 AND published_at IS NULL AND state <> 'superseded'
     ORDER BY revision, id FOR UPDATE`,
    [document, upTo],
  )
  return rows.map(fromRow)
}

export async function dueBefore(
  queries: Queries,
  states: readonly RequestState[],
  now: number,
): Promise<readonly ChangeRequest[]> {
  const { rows } = await queries.query<Row>('SELECT * FROM request WHERE state = ANY ($1) AND due <= $2 ORDER BY id', [
    states,
    new Date(now),
  ])
  return rows.map(fromRow)
}

export interface Step {
  readonly event: RequestEvent | 'ask'
  readonly before: RequestState | null
  readonly after: RequestState
  /** Null: the clock, or the authority itself. */
  readonly person: string | null
  readonly at: number
  readonly comment?: string | null
}

export async function addStep(tx: Queries, request: number, step: Step): Promise<void> {
  await tx.query(
    'INSERT INTO request_step (request, event, before, after, person, at, comment) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [request, step.event, step.before, step.after, step.person, new Date(step.at), step.comment ?? null],
  )
}

export async function stepsOf(queries: Queries, request: number): Promise<readonly Step[]> {
  const { rows } = await queries.query<Omit<Step, 'at'> & { readonly at: Date }>(
    'SELECT event, before, after, person, at, comment FROM request_step WHERE request = $1 ORDER BY number LIMIT 100',
    [request],
  )
  return rows.map((row) => ({ ...row, at: row.at.getTime() }))
}

/** What a step changes beside the state. Left out: as it is. */
export interface RequestPatch {
  readonly decidedBy?: string
  readonly decidedAt?: number
  readonly comment?: string | null
  readonly revision?: number
  readonly publishedAt?: number | null
  readonly due?: number | null
  readonly undo?: Undo | null
}

const COLUMNS: Readonly<Record<keyof RequestPatch, readonly [column: string, store: (value: never) => unknown]>> = {
  decidedBy: ['decided_by', (value) => value],
  decidedAt: ['decided_at', (value: number) => new Date(value)],
  comment: ['comment', (value) => value],
  revision: ['revision', (value) => value],
  publishedAt: ['published_at', (value: number | null) => (value === null ? null : new Date(value))],
  due: ['due', (value: number | null) => (value === null ? null : new Date(value))],
  undo: ['undo', (value: Undo | null) => (value === null ? null : JSON.stringify(value))],
}

export async function setState(tx: Queries, id: number, state: RequestState, patch: RequestPatch = {}): Promise<void> {
  const entries = Object.entries(patch) as [keyof RequestPatch, never][]
  const set = entries.map(([name], index) => `, ${COLUMNS[name][0]} = $${index + 3}`).join('')
  await tx.query(`UPDATE request SET state = $2${set} WHERE id = $1`, [
    id,
    state,
    ...entries.map(([name, value]) => COLUMNS[name][1](value)),
  ])
}
