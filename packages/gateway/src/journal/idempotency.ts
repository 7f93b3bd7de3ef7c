import { createHmac, randomBytes } from 'node:crypto'
import type pg from 'pg'

/** What a claim found: nobody had the key, or who had. */
export type Claim =
  | { readonly claimed: true; readonly tag: Uint8Array }
  | { readonly claimed: false; readonly tag: Uint8Array; readonly id: Uint8Array; readonly sameRequest: boolean }

const KEEP_MS = 24 * 3_600_000
const SECRET = 'idempotency'

/**
 * (member, key) -> id of the request, committed before the request is sent, under a unique constraint (spec link-log §5.5).
 * Neither key nor request can be read from it: both are HMACs under a secret of this database.
 */
export class IdempotencyKeys {
  readonly #pool: pg.Pool
  readonly #secret: Uint8Array

  constructor(pool: pg.Pool, secret: Uint8Array) {
    this.#pool = pool
    this.#secret = secret
  }

  async claim(claim: {
    consumer: string
    key: string
    fingerprint: Uint8Array
    id: Uint8Array
    now: number
  }): Promise<Claim> {
    const tag = this.#mac('key', `${claim.consumer}\n${claim.key}`)
    const request = this.#mac('request', claim.fingerprint)
    const taken = await this.#pool.query(
      `INSERT INTO idempotency (tag, request, id, created) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tag) DO UPDATE SET request = excluded.request, id = excluded.id, created = excluded.created WHERE idempotency.created < $5
       RETURNING tag`,
      [tag, request, claim.id, claim.now, claim.now - KEEP_MS],
    )
    if (taken.rowCount === 1) return { claimed: true, tag }
    const found = await this.#pool.query<{ request: Buffer | null; id: Buffer }>(
      'SELECT request, id FROM idempotency WHERE tag = $1',
      [tag],
    )
    const row = found.rows[0]
    if (!row) return this.claim(claim)
    return { claimed: false, tag, id: row.id, sameRequest: row.request === null || row.request.equals(request) }
  }

  /** A claim whose request was never sent: the key is free again. */
  async release(tag: Uint8Array, id: Uint8Array): Promise<void> {
    await this.#pool.query('DELETE FROM idempotency WHERE tag = $1 AND id = $2', [tag, id])
  }

  /** An entry of ours that a peer gave back carries a tag that this database lost. */
  async restore(tag: Uint8Array, id: Uint8Array, created: number): Promise<void> {
    await this.#pool.query(
      'INSERT INTO idempotency (tag, request, id, created) VALUES ($1, NULL, $2, $3) ON CONFLICT DO NOTHING',
      [tag, id, created],
    )
  }

  async forget(now: number): Promise<void> {
    await this.#pool.query('DELETE FROM idempotency WHERE created < $1', [now - KEEP_MS])
  }

  #mac(label: string, text: string | Uint8Array): Buffer {
    return createHmac('sha256', this.#secret).update(`rabt-idempotency/v1 ${label}\n`).update(text).digest()
  }
}

export async function openIdempotencyKeys(pool: pg.Pool): Promise<IdempotencyKeys> {
  await pool.query('INSERT INTO local_secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    SECRET,
    randomBytes(32),
  ])
  const found = await pool.query<{ value: Buffer }>('SELECT value FROM local_secret WHERE name = $1', [SECRET])
  return new IdempotencyKeys(pool, found.rows[0]?.value ?? Buffer.alloc(0))
}
