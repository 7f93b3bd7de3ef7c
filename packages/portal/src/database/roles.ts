import type pg from 'pg'

/**
 * Roles that the portal's work is done under. None logs in: who connects is a member of them and takes one at the start of the connection.
 * `portal_public` reads what is published; `portal_staff` works on the content of one tenant in a transaction; `portal_worker` harvests and
 * publishes what is due. Tables belong to who migrates, which is none of them.
 */
export const ROLES = ['portal_public', 'portal_staff', 'portal_worker'] as const
export type Role = (typeof ROLES)[number]

const LOCK = 7_266_251
const NAME = /^[a-z_][a-z0-9_]{0,62}$/

/**
 * Makes the roles where they are missing, and `member` a member of each. Roles belong to the whole server, so a superuser's client does
 * this once, before the first migration.
 */
export async function ensureRoles(client: Pick<pg.ClientBase, 'query'>, member?: string): Promise<void> {
  if (member !== undefined && !NAME.test(member)) throw new Error(`not a role name: ${member}`)
  await client.query('SELECT pg_advisory_lock($1)', [LOCK])
  try {
    const { rows } = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles WHERE rolname = ANY($1)', [
      ROLES,
    ])
    // Who connects has a role's rights only where it took that role.
    if (member !== undefined) await client.query(`ALTER ROLE ${member} NOINHERIT`)
    for (const role of ROLES) {
      if (!rows.some(({ rolname }) => rolname === role)) await client.query(`CREATE ROLE ${role} NOLOGIN`)
      if (member !== undefined) await client.query(`GRANT ${role} TO ${member}`)
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK])
  }
}
