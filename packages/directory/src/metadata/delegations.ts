import { refusal } from '../refuse.ts'
import { delegationsOf } from './names.ts'
import type { Delegation } from './schema.ts'

/** Whether a path is one that a delegation names; `*` stays within one segment and matches no dot file (TUF 1.0.31 §4.5). */
export const matches = (pattern: string, path: string): boolean => {
  if (!pattern.includes('*')) return pattern === path
  const [before, after] = pattern.split('*') as [string, string]
  const middle = path.slice(before.length, path.length - after.length)
  return (
    path.length > before.length + after.length &&
    path.startsWith(before) &&
    path.endsWith(after) &&
    !middle.includes('/') &&
    !middle.startsWith('.')
  )
}

/** A delegation can only be one of the roles that docs/spec/directory.md knows, with its own area. */
export const checkDelegations = (roles: readonly Delegation[]): void => {
  const names = new Set<string>()
  const holders = new Map<string, string>()
  for (const role of roles) {
    const area = /^(?:state|org)-([a-z]{2,3})(?:-ops)?$/.exec(role.name)?.[1] ?? ''
    const paths = delegationsOf(area.toUpperCase()).get(role.name)
    if (paths === undefined) throw refusal('targets', `unknown role ${role.name}`)
    if (names.has(role.name)) throw refusal('targets', `role ${role.name} is delegated twice`)
    names.add(role.name)
    for (const path of role.paths) {
      if (!paths.includes(path)) throw refusal('targets', `${path} is not of role ${role.name}`)
    }
    for (const id of role.keyids) {
      const other = holders.get(id)
      if (other !== undefined) throw refusal('targets', `roles ${other} and ${role.name} share key ${id}`)
      holders.set(id, role.name)
    }
  }
}
