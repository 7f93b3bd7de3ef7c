import type { Text } from '../federation/text.ts'

export interface SamplePerson {
  readonly id: string
  readonly name: Text
  /** Groups at the provider; the portal's configuration says which of them is which of its roles. */
  readonly groups: readonly string[]
}

const sample = (id: string, ar: string, en: string, ...groups: string[]): SamplePerson => ({
  id: `sample-${id}`,
  name: { ar: `نموذج: ${ar}`, en: `Sample: ${en}` },
  groups,
})

/** Nobody of them is a person: each stands for one, so that review by a second person can be tried. The same in each state. */
export const PORTAL_PEOPLE: readonly SamplePerson[] = [
  sample('editor', 'محرر', 'editor', 'portal-editors'),
  sample('reviewer', 'مراجع', 'reviewer', 'portal-reviewers'),
  sample('chief', 'رئيس تحرير', 'chief editor', 'portal-editors', 'portal-reviewers'),
  sample('administrator', 'مسؤول', 'administrator', 'portal-administrators'),
  sample('visitor', 'موظف بلا دور', 'employee without a role'),
]

/** Which group has which role in the portal. */
export const PORTAL_ROLES = {
  'portal-editors': 'editor',
  'portal-reviewers': 'reviewer',
  'portal-administrators': 'administrator',
} as const
