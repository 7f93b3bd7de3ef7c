import type { Queries } from '@rabt/database'
import type { DocumentKind } from '@rabt/directory'

export interface Intent {
  readonly kind: DocumentKind
  /** SHA-256 (hex) of the document. */
  readonly digest: string
  /** What the register is that it was made of. */
  readonly revision: number
}

/** Notes a document before anybody else has it: if nobody hears of its publication, it is found and known for this authority's own. */
export async function noteIntent(tx: Queries, { kind, digest, revision }: Intent): Promise<void> {
  await tx.query(
    `INSERT INTO publication_intent (kind, digest, revision) VALUES ($1, decode($2, 'hex'), $3)
     ON CONFLICT (kind, digest) DO UPDATE SET revision = EXCLUDED.revision`,
    [kind, digest, revision],
  )
}

/** The revision that the document of this digest (hex) was made of here; null: another hand made it. */
export async function intendedRevision(tx: Queries, kind: DocumentKind, digest: string): Promise<number | null> {
  const { rows } = await tx.query<{ revision: string }>(
    `SELECT revision FROM publication_intent WHERE kind = $1 AND digest = decode($2, 'hex')`,
    [kind, digest],
  )
  return rows[0] === undefined ? null : Number(rows[0].revision)
}

/** A publication was noted: what was intended before it has come to its end. */
export async function endIntents(tx: Queries, kind: DocumentKind): Promise<void> {
  await tx.query('DELETE FROM publication_intent WHERE kind = $1', [kind])
}
