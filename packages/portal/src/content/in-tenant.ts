import { inTransaction, type Queries } from '@rabt/database'
import pg from 'pg'
import { PortalError, type PortalErrorCode } from '../error/portal-error.ts'
import type { Tenant } from '../record/common.ts'

export const STAFF_ROLES = ['editor', 'reviewer', 'administrator'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

/** Who acts. `person` is an identifier, never a name; roles come from the session, never from a form. */
export interface Actor {
  readonly tenant: Tenant
  readonly person: string
  readonly roles: readonly StaffRole[]
}

/** What triggers of the migrations refuse by: SQLSTATE, and the name of the param that the message fills. */
const REFUSALS: Readonly<Record<string, readonly [PortalErrorCode, string?]>> = {
  RB001: ['ITEM_FROM_NETWORK', 'id'],
  RB002: ['ITEM_SUBMITTED'],
  RB003: ['ROLE_MISSING', 'role'],
  RB004: ['OWN_WORK'],
  RB005: ['VERSION_DECIDED'],
  RB006: ['ITEM_UNKNOWN'],
  RB007: ['STAGE_SAME', 'subject'],
  RB008: ['ITEM_KEPT'],
}

/** Runs `act` in a transaction (role `portal_staff`) that sees and changes the content of the actor's tenant alone. Throws PortalError. */
export async function inTenant<T>(pool: pg.Pool, actor: Actor, act: (client: Queries) => Promise<T>): Promise<T> {
  try {
    return await inTransaction(pool, async (client) => {
      await client.query(
        `SELECT set_config('app.tenant', $1, true), set_config('app.person', $2, true), set_config('app.roles', $3, true)`,
        [actor.tenant, actor.person, actor.roles.join(',')],
      )
      return act(client)
    })
  } catch (error) {
    throw refusalOf(error) ?? error
  }
}

/** What a trigger refused, in our words. */
export function refusalOf(error: unknown): PortalError | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined
  const [code, param] = REFUSALS[error.code ?? ''] ?? []
  if (code === undefined) return undefined
  return new PortalError(code, param === undefined ? {} : { [param]: error.message }, { cause: error })
}

/** Adds a row to the log that nobody can change, in the transaction of the act. `details` hold no personal data. */
export async function recordAct(
  client: Queries,
  actor: Pick<Actor, 'tenant' | 'person'>,
  action: string,
  subject: string,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await client.query('INSERT INTO audit_act (tenant, person, action, subject, details) VALUES ($1, $2, $3, $4, $5)', [
    actor.tenant,
    actor.person,
    action,
    subject,
    JSON.stringify(details),
  ])
}
