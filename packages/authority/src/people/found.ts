import { inTransaction } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import type pg from 'pg'
import { recordAct } from '../audit/record.ts'
import type { Person } from './roles.ts'
import { grantToken, putPerson, type TokenGrant } from './store.ts'

export interface FirstPerson extends Omit<Person, 'active'> {
  readonly token: TokenGrant
}

/**
 * Brings the first people in, whom nobody can have approved. Afterwards people change by requests alone.
 * Throws CONFLICT if anybody is there already.
 */
export async function foundPeople(pool: pg.Pool, people: readonly FirstPerson[], now: number): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query('LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE')
    const { rows } = await tx.query('SELECT 1 FROM person LIMIT 1')
    if (rows.length > 0) throw new RabtError('CONFLICT', { what: 'people' })
    for (const { token, ...person } of people) {
      await putPerson(tx, { ...person, active: true })
      await grantToken(tx, person.id, token, now)
      await recordAct(tx, now, {
        actor: 'authority',
        action: 'people.found',
        subject: `person ${person.id}`,
        details: { roles: person.roles, token: token.digest },
      })
    }
  })
}
