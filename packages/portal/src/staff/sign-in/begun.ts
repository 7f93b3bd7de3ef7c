import type pg from 'pg'
import type { Begun } from './provider.ts'
import { hashOf, knowing, newSecret } from './secret.ts'
import { SESSION_LIMITS } from './session.ts'

/** Keeps a begun sign-in for the browser that began it. Returns the cookie's value. */
export async function keepBegun(pool: pg.Pool, begun: Begun, returnTo: string, at: Date): Promise<string> {
  const secret = newSecret()
  const hash = hashOf(secret) as Buffer
  await knowing(pool, hash, (client) =>
    client.query('INSERT INTO staff_sign_in VALUES ($1, $2, $3, $4, $5, $6, $7)', [
      hash,
      begun.tenant,
      begun.state,
      begun.nonce,
      begun.verifier,
      returnTo,
      at,
    ]),
  )
  return secret
}

/** The sign-in that this browser began; it is used once. Null: none, or too long ago. */
export async function takeBegun(
  pool: pg.Pool,
  secret: string | undefined,
  at: Date,
): Promise<(Begun & { readonly returnTo: string }) | null> {
  const hash = hashOf(secret)
  if (hash === null) return null
  return knowing(pool, hash, async (client) => {
    const { rows } = await client.query<Begun & { returnTo: string; inTime: boolean }>(
      `DELETE FROM staff_sign_in WHERE hash = $1
       RETURNING tenant, state, nonce, verifier, return_to AS "returnTo", created > $2::timestamptz - make_interval(secs => $3) AS "inTime"`,
      [hash, at, SESSION_LIMITS.signIn],
    )
    const [row] = rows
    if (row === undefined || !row.inTime) return null
    const { inTime: _, ...begun } = row
    return begun
  })
}
