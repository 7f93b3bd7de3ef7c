import { z } from 'zod'
import type { Queries } from '../database/transaction.ts'
import { ROLE_NAMES } from '../people/roles.ts'
import { endToken, grantToken, putPerson } from '../people/store.ts'

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
  grant: z.array(z.strictObject({ label: words, digest, expires: z.int().min(0) })).max(8),
  end: z.array(digest).max(8),
})
export type PeopleContent = z.output<typeof peopleContent>

export async function changePeople(tx: Queries, { person, grant, end }: PeopleContent, now: number): Promise<void> {
  await putPerson(tx, person)
  for (const token of grant) await grantToken(tx, person.id, token, now)
  for (const token of end) await endToken(tx, person.id, token, now)
}
