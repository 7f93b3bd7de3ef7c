import type { Queries } from '../database/transaction.ts'
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

/** Walks the whole chain: the number of rows, and the first id at fault. */
export async function verifyAudit(
  queries: Queries,
): Promise<{ readonly rows: number; readonly brokenAt: number | null }> {
  let before = { id: 0, hash: GENESIS }
  for (;;) {
    const { rows } = await queries.query<Row>('SELECT id, record, hash FROM audit WHERE id > $1 ORDER BY id LIMIT $2', [
      before.id,
      BATCH,
    ])
    const broken = brokenAt(before, rows)
    const last = rows.at(-1)
    if (broken !== null) return { rows: broken - 1, brokenAt: broken }
    if (last === undefined) return { rows: before.id, brokenAt: null }
    before = { id: Number(last.id), hash: last.hash }
  }
}
