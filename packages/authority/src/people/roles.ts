/** What the people of an authority may be. A role says which kinds of request its holder asks for and decides (requests/kinds.ts). */
export const ROLES = {
  clerk: { ar: 'موظف تسجيل', en: 'Clerk: asks for changes' },
  officer: { ar: 'مسؤول السجل', en: 'Officer: asks for changes and decides on those of others' },
  security: { ar: 'مسؤول الأمن', en: 'Security officer: trust, certificates, suspension and revocation' },
  auditor: { ar: 'مدقق', en: 'Auditor: reads everything, changes nothing' },
} as const

export type Role = keyof typeof ROLES
export const ROLE_NAMES = Object.keys(ROLES) as [Role, ...Role[]]

export interface Person {
  readonly id: string
  readonly name: { readonly ar: string; readonly en: string }
  readonly roles: readonly Role[]
  readonly active: boolean
}

export function hasRole(person: Pick<Person, 'roles'>, wanted: readonly Role[]): boolean {
  return person.roles.some((role) => wanted.includes(role))
}
