import type { Queries } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'
import { ROLE_NAMES, type Role } from '../people/roles.ts'
import { endToken, findPerson, grantToken, putPerson, setActive } from '../people/store.ts'

/** Who asks for changes of people and decides on them. */
export const PEOPLE_ROLES: readonly Role[] = ['officer', 'security']

/** The last moment that a date can be (ECMA-262 §21.4.1.1), Unix ms. */
const MAX_TIME = 8.64e15

const words = z.string().min(1).max(200)
const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** A person comes, changes roles or leaves; tokens come by their digest, so that nobody but their holder ever sees them. */
export const peopleContent = z.strictObject({
  person: z.strictObject({
    id: z.string().regex(/^[a-z][a-z0-9.-]{1,63}$/),
    name: z.strictObject({ ar: words, en: words }),
    roles: z.array(z.enum(ROLE_NAMES)).max(ROLE_NAMES.length),
    active: z.boolean(),
  }),
  grant: z.array(z.strictObject({ label: words, digest, expires: z.int().min(0).max(MAX_TIME) })).max(8),
  end: z.array(digest).max(8),
})
export type PeopleContent = z.output<typeof peopleContent>

export const dismissalContent = z.strictObject({ person: peopleContent.shape.person.shape.id })
export type Dismissal = z.output<typeof dismissalContent>

/** Throws PEOPLE_TOO_FEW, and CONFLICT for a token that is known already: two people would share it. */
export async function changePeople(tx: Queries, { person, grant, end }: PeopleContent, now: number): Promise<void> {
  await putPerson(tx, person)
  for (const token of grant) await grantToken(tx, person.id, token, now)
  for (const token of end) await endToken(tx, person.id, token, now)
  await enoughLeft(tx, now)
}

/** Takes a person's access at once. Throws NOT_FOUND, CONFLICT for one who has none, PEOPLE_TOO_FEW. */
export async function dismiss(tx: Queries, id: string, now: number): Promise<void> {
  const person = await findPerson(tx, id)
  if (person === null) throw new RabtError('NOT_FOUND', { what: id })
  if (!person.active) throw new RabtError('CONFLICT', { what: id })
  await setActive(tx, id, false)
  await enoughLeft(tx, now)
}

/** Who takes all others out would decide alone, or nobody could ever decide again. Counted are those who can sign in now. */
async function enoughLeft(tx: Queries, now: number): Promise<void> {
  const { rows } = await tx.query<{ left: string }>(
    `SELECT count(*) AS left FROM person p WHERE p.active AND p.roles && $1
       AND EXISTS (SELECT 1 FROM token t WHERE t.person = p.id AND t.ended IS NULL AND t.expires > $2)`,
    [PEOPLE_ROLES, new Date(now)],
  )
  if (Number(rows[0]?.left) < 2) throw new RabtError('PEOPLE_TOO_FEW')
}
