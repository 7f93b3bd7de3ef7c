import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FirstPerson, foundPeople, makePrivateDir, writeFileAtomic } from '@rabt/authority'
import { RabtError } from '@rabt/protocol'
import type pg from 'pg'

const YEAR_MS = 365 * 86_400_000

type SamplePerson = Pick<FirstPerson, 'id' | 'name' | 'roles'>

const sample = (id: string, ar: string, en: string, roles: FirstPerson['roles']): SamplePerson => ({
  id: `sample-${id}`,
  name: { ar: `نموذج: ${ar}`, en: `Sample: ${en}` },
  roles,
})

/** Nobody of them is a person: each stands for one, so that four eyes can be tried. */
const PEOPLE: readonly SamplePerson[] = [
  sample('clerk', 'موظف تسجيل', 'clerk', ['clerk']),
  sample('officer-1', 'مسؤول السجل الأول', 'first officer', ['officer']),
  sample('officer-2', 'مسؤول السجل الثاني', 'second officer', ['officer']),
  sample('security-1', 'مسؤول الأمن الأول', 'first security officer', ['security']),
  sample('security-2', 'مسؤول الأمن الثاني', 'second security officer', ['security']),
  sample('auditor', 'مدقق', 'auditor', ['auditor']),
]

/** Brings the sample people in, once; their tokens lie in `<dir>/people/<id>.token` (0600). */
export async function foundSamplePeople(dir: string, pool: pg.Pool, now: number): Promise<void> {
  const folder = join(dir, 'people')
  makePrivateDir(folder)
  const people = PEOPLE.map((person) => {
    const digest = createHash('sha256').update(tokenIn(folder, person.id), 'ascii').digest('hex')
    return { ...person, token: { label: 'sample', digest, expires: now + 5 * YEAR_MS } }
  })
  try {
    await foundPeople(pool, people, now)
  } catch (error) {
    if (!(error instanceof RabtError && error.code === 'CONFLICT')) throw error
  }
}

/** Written before the database knows it: a start that was cut short goes on with the same. */
function tokenIn(folder: string, id: string): string {
  const file = join(folder, `${id}.token`)
  if (!existsSync(file)) writeFileAtomic(file, `${randomBytes(32).toString('base64url')}\n`)
  return readFileSync(file, 'utf8').trim()
}
