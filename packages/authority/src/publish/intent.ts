import { createHash } from 'node:crypto'
import type { Queries } from '@rabt/database'
import type { DocumentKind, Repository } from '@rabt/directory'

export interface Intent {
  readonly kind: DocumentKind
  /** What the register is while the document is written. */
  readonly revision: number
}

/**
 * A repository that notes each document, for good, before it is written: if the connection breaks once the document is out,
 * it is known for this authority's own. `apart`: a connection outside the transaction of the publication.
 */
export const tellingFirst = (repository: Repository, apart: Queries, { kind, revision }: Intent): Repository => ({
  ...repository,
  write: async (name, bytes, options) => {
    if (name.startsWith('targets/')) {
      await apart.query(
        `INSERT INTO publication_intent (kind, digest, revision) VALUES ($1, $2, $3)
         ON CONFLICT (kind, digest) DO UPDATE SET revision = EXCLUDED.revision`,
        [kind, createHash('sha256').update(bytes).digest(), revision],
      )
    }
    await repository.write(name, bytes, options)
  },
})

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
