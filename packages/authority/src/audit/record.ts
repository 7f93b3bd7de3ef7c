import type { Queries } from '@rabt/database'
import { type AuditAct, type AuditRecord, brokenAt, chainHash, GENESIS } from './chain.ts'

/** Any constant: writers of the audit log queue here until they commit, so that the chain has one end. */
const LOCK = 7_266_239

interface Row {
  readonly id: string
  readonly record: string
  readonly hash: Buffer
}

/** Adds one row. Called inside the transaction of the act, and last in it, so that neither stands without the other. */
export async function recordAct(tx: Queries, now: number, act: AuditAct): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
  const { rows } = await tx.query<Row>('SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1')
  const [last] = rows
  const id = Number(last?.id ?? 0) + 1
  const { actor, action, subject, details } = act
  const record = JSON.stringify({ id, at: now, actor, action, subject, details } satisfies AuditRecord)
  await tx.query('INSERT INTO audit (id, record, hash) VALUES ($1, $2, $3)', [
    id,
    record,
    chainHash(last?.hash ?? GENESIS, record),
  ])
}

/** A row with its hash (hex): whoever keeps one can later tell whether the rows before it were changed. */
export type ShownAudit = AuditRecord & { readonly hash: string }

/** Rows with an id above `after`, oldest first. */
export async function readAudit(
  queries: Queries,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly ShownAudit[]> {
  const { rows } = await queries.query<Row>('SELECT id, record, hash FROM audit WHERE id > $1 ORDER BY id LIMIT $2', [
    page.after,
    page.limit,
  ])
  return rows.map(({ record, hash }) => ({ ...(JSON.parse(record) as AuditRecord), hash: hash.toString('hex') }))
}

const BATCH = 1000

export interface AuditVerdict {
  readonly rows: number
  /** The first id at fault; null: the chain holds. */
  readonly brokenAt: number | null
  /** Hash (hex) of the last row that holds: kept elsewhere, it later tells whether rows were cut off or the whole was written anew. */
  readonly hash: string
  /** Whether the row that was kept elsewhere still stands; null: none was named. */
  readonly kept: boolean | null
}

/** Walks the whole chain; rows are only ever added, so what is added meanwhile is walked too. `kept`: id and hash (hex) of a row as it was noted outside. */
export async function verifyAudit(
  queries: Queries,
  kept: { readonly id: number; readonly hash: string } | null = null,
): Promise<AuditVerdict> {
  let before = { id: 0, hash: GENESIS }
  let found: boolean | null = kept === null ? null : false
  const verdict = (brokenAt: number | null): AuditVerdict => ({
    rows: before.id,
    brokenAt,
    hash: Buffer.from(before.hash).toString('hex'),
    kept: found,
  })
  for (;;) {
    const { rows } = await queries.query<Row>('SELECT id, record, hash FROM audit WHERE id > $1 ORDER BY id LIMIT $2', [
      before.id,
      BATCH,
    ])
    const broken = brokenAt(before, rows)
    const good = broken === null ? rows : rows.slice(0, broken - before.id - 1)
    const last = good.at(-1)
    if (kept !== null && good.some(({ id, hash }) => Number(id) === kept.id && hash.toString('hex') === kept.hash)) {
      found = true
    }
    if (last !== undefined) before = { id: Number(last.id), hash: last.hash }
    if (broken !== null || last === undefined) return verdict(broken)
  }
}
