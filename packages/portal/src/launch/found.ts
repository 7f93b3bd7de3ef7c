import type pg from 'pg'
import { type Actor, inTenant } from '../content/in-tenant.ts'
import { decideStage } from './decide.ts'
import { openLaunch } from './read.ts'
import { SUBJECTS } from './subjects.ts'

/**
 * Opens every section and state for trial by one decision, where no stage was ever decided: for a portal that begins, as the sample
 * federation's does. True: it did.
 */
export async function foundLaunch(
  staff: pg.Pool,
  decision: { readonly number: string; readonly on: string },
): Promise<boolean> {
  const rows = await openLaunch(staff).stages()
  if (rows.some(({ number }) => number !== null)) return false
  const founder: Actor = { tenant: 'GCC', person: 'GCC:founding', roles: ['administrator'] }
  await inTenant(staff, founder, async (client) => {
    for (const subject of SUBJECTS) await decideStage(client, founder, { subject, stage: 'trial', ...decision })
  })
  return true
}
