import { inTransaction } from '@rabt/database'
import type pg from 'pg'
import { type Actor, STAFF_ROLES, type StaffRole } from '../../content/in-tenant.ts'
import type { Tenant } from '../../record/common.ts'
import { hashOf, knowing, newSecret } from './secret.ts'

/** Seconds. A session ends after so long without a request, and so long after sign-in whatever is done. */
export const SESSION_LIMITS = { idle: 30 * 60, absolute: 8 * 3600, signIn: 10 * 60 } as const

export interface Session extends Actor {
  /** Shown to the person alone, and logged nowhere. */
  readonly name: string
  /** Stands in every form of this session. */
  readonly csrf: string
}

interface Row {
  readonly tenant: Tenant
  readonly person: string
  readonly name: string
  readonly roles: readonly string[]
  readonly csrf: string
}

/** Begins a session and ends the one that the browser had. Returns the cookie's value. */
export async function beginSession(
  pool: pg.Pool,
  actor: Actor & { readonly name: string },
  before: string | undefined,
  at: Date,
): Promise<string> {
  await endSession(pool, before)
  const secret = newSecret()
  const hash = hashOf(secret) as Buffer
  await knowing(pool, hash, (client) =>
    client.query('INSERT INTO staff_session VALUES ($1, $2, $3, $4, $5, $6, $7, $7)', [
      hash,
      actor.tenant,
      actor.person,
      actor.name,
      actor.roles,
      newSecret(),
      at,
    ]),
  )
  return secret
}

/** Null: there is none, or it has ended. */
export async function findSession(pool: pg.Pool, secret: string | undefined, at: Date): Promise<Session | null> {
  const hash = hashOf(secret)
  if (hash === null) return null
  return knowing(pool, hash, async (client) => {
    const { rows } = await client.query<Row & { stale: boolean }>(
      `SELECT tenant, person, name, roles, csrf, seen < $2::timestamptz - interval '1 minute' AS stale FROM staff_session
       WHERE hash = $1 AND seen > $2::timestamptz - make_interval(secs => $3) AND created > $2::timestamptz - make_interval(secs => $4)`,
      [hash, at, SESSION_LIMITS.idle, SESSION_LIMITS.absolute],
    )
    const [row] = rows
    if (row === undefined) return null
    if (row.stale) await client.query('UPDATE staff_session SET seen = $2 WHERE hash = $1', [hash, at])
    const { stale: _, roles, ...session } = row
    return { ...session, roles: roles.filter(isRole) }
  })
}

export async function endSession(pool: pg.Pool, secret: string | undefined): Promise<void> {
  const hash = hashOf(secret)
  if (hash === null) return
  await knowing(pool, hash, (client) => client.query('DELETE FROM staff_session WHERE hash = $1', [hash]))
}

/** Deletes what has ended. */
export async function sweepSessions(worker: pg.Pool, at: Date): Promise<void> {
  await inTransaction(worker, async (client) => {
    await client.query(
      `DELETE FROM staff_session WHERE seen <= $1::timestamptz - make_interval(secs => $2)
         OR created <= $1::timestamptz - make_interval(secs => $3)`,
      [at, SESSION_LIMITS.idle, SESSION_LIMITS.absolute],
    )
    await client.query('DELETE FROM staff_sign_in WHERE created <= $1::timestamptz - make_interval(secs => $2)', [
      at,
      SESSION_LIMITS.signIn,
    ])
  })
}

function isRole(role: string): role is StaffRole {
  return (STAFF_ROLES as readonly string[]).includes(role)
}
