import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { inTransaction, type Queries } from '@rabt/database'
import type pg from 'pg'

/** 256 random bits as base64url: what a cookie holds. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

const FORM = /^[A-Za-z0-9_-]{43}$/

/** Null for what no cookie of ours can be. */
export function hashOf(secret: string | undefined): Buffer | null {
  if (secret === undefined || !FORM.test(secret)) return null
  return createHash('sha256').update('rabt-portal-secret\0').update(secret).digest()
}

export function isSame(a: string, b: string): boolean {
  const [one, two] = [Buffer.from(a), Buffer.from(b)]
  return one.length === two.length && timingSafeEqual(one, two)
}

/** A transaction that sees the rows of one secret alone. */
export function knowing<T>(pool: pg.Pool, hash: Buffer, act: (client: Queries) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (client) => {
    await client.query(`SELECT set_config('app.secret', $1, true)`, [hash.toString('hex')])
    return act(client)
  })
}
