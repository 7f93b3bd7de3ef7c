import type pg from 'pg'

/** A revocation as it is kept. */
export interface KeptRevocation {
  /** SHA-256 of the document, hexadecimal. */
  readonly digest: string
  /** The directory's role whose key signed it, when it came. */
  readonly role: string
  readonly document: Uint8Array
  /** The gateway that told of it; null: given by the operator. */
  readonly peer: string | null
}

/** Where revocations outlive the process. */
export interface RevocationStore {
  all(): Promise<readonly KeptRevocation[]>
  /** Resolves when it is durable; one that is there already stays as it is. */
  keep(revocation: KeptRevocation): Promise<void>
  forget(digests: readonly string[]): Promise<void>
}

/** The table `revocation`. */
export const revocationTable = (pool: Pick<pg.Pool, 'query'>): RevocationStore => ({
  all: async () => {
    const { rows } = await pool.query<{ digest: Buffer; role: string; document: Buffer; peer: string | null }>(
      'SELECT digest, role, document, peer FROM revocation ORDER BY received, digest',
    )
    return rows.map((row) => ({ ...row, digest: row.digest.toString('hex') }))
  },
  keep: async ({ digest, role, document, peer }) => {
    await pool.query(
      'INSERT INTO revocation (digest, role, document, peer) VALUES ($1, $2, $3, $4) ON CONFLICT (digest) DO NOTHING',
      [Buffer.from(digest, 'hex'), role, document, peer],
    )
  },
  forget: async (digests) => {
    await pool.query('DELETE FROM revocation WHERE digest = ANY($1)', [digests.map((one) => Buffer.from(one, 'hex'))])
  },
})
