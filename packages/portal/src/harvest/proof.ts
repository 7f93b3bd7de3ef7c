import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import type pg from 'pg'

const unpack = promisify(inflate)

/** What stands behind a harvested page: `/proof/<id>`. */
export interface Proof {
  readonly id: number
  readonly state: string
  readonly at: Date
  readonly requestId: string
  readonly requestHash: string | null
  /** SHA-256 (hex) and length of the answer's body. */
  readonly digest: string
  readonly bytes: number
  /** Readers are shown all that it tells of: its bytes are given out. */
  readonly isWhole: boolean
  /** What readers are shown of what the page told, in its order; digest null: removed or no record. */
  readonly items: readonly { readonly id: string | null; readonly digest: string | null }[]
  /** `wanted`: the bundle is not there yet. */
  readonly evidence: 'wanted' | 'verified' | 'refused'
  readonly evidenceAt: Date | null
  /** Codes of docs/spec/evidence.md: what is proved, what is missing; or why it was refused. */
  readonly report: {
    readonly proved?: readonly string[]
    readonly missing?: readonly string[]
    readonly warnings?: readonly string[]
    readonly code?: string
  } | null
}

/** Reads proofs, as the public does. */
export function openProofs(pool: Pick<pg.Pool, 'query'>) {
  const bytesOf = async (id: number, column: 'body' | 'evidence'): Promise<Buffer | null> => {
    const { rows } = await pool.query<{ packed: Buffer | null }>(
      `SELECT ${column} AS packed FROM shown_page WHERE id = $1`,
      [id],
    )
    const packed = rows[0]?.packed ?? null
    return packed === null ? null : unpack(packed)
  }
  return {
    async get(id: number): Promise<Proof | null> {
      const { rows } = await pool.query<Proof>(
        `SELECT id::float8 AS id, state, at, request_id AS "requestId", request_hash AS "requestHash", digest, bytes, items,
           evidence_state AS evidence, evidence_at AS "evidenceAt", evidence_report AS report, whole AS "isWhole"
         FROM shown_page WHERE id = $1`,
        [id],
      )
      return rows[0] ?? null
    },
    /** The page as the state answered it. */
    body: (id: number) => bytesOf(id, 'body'),
    /** The bundle that `rabt verify` verifies. */
    bundle: (id: number) => bytesOf(id, 'evidence'),
  }
}
