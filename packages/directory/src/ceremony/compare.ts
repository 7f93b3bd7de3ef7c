import type { FederationDocument } from '../document/federation.ts'
import { authorityOf } from '../metadata/names.ts'
import type { Delegation, RoleKeys, RoleSigned } from '../metadata/schema.ts'
import type { Text } from '../view.ts'
import type { Standing } from './standing.ts'

type Stage = FederationDocument['states'][number]['stage']

/** One difference between two standings, as it is shown and as a kind of ceremony may or may not make it. */
export type Change =
  | { readonly what: 'state-joins'; readonly code: string; readonly name: Text; readonly stage: Stage }
  | { readonly what: 'state-leaves'; readonly code: string; readonly name: Text }
  | { readonly what: 'stage'; readonly code: string; readonly name: Text; readonly from: Stage; readonly to: Stage }
  | { readonly what: 'state-entry'; readonly code: string; readonly name: Text }
  | { readonly what: 'federation' }
  | { readonly what: 'revocations'; readonly from: number; readonly to: number }
  | { readonly what: 'holder'; readonly key: string; readonly code: string }
  | {
      readonly what: 'key-comes' | 'key-goes'
      readonly role: string
      readonly key: string
      readonly holder: string | null
    }
  | {
      readonly what: 'threshold'
      readonly role: string
      readonly from: number
      readonly to: number
      readonly keys: number
    }
  | { readonly what: 'role-comes' | 'role-goes'; readonly role: string }
  | { readonly what: 'role-paths'; readonly role: string }
  | {
      readonly what: 'document'
      readonly role: string
      readonly path: string
      readonly change: 'new' | 'changed' | 'gone'
    }
  | { readonly what: 'expires'; readonly role: string; readonly from: string | null; readonly to: string }

/** The code that a delegated role speaks for: `KW` of `state-kw-ops`. */
export const codeOfRole = (role: string): string => role.split('-')[1]?.toUpperCase() ?? ''

/** All differences, in the order in which they are shown: states, keys, documents, dates. */
export const compare = (before: Standing | null, after: Standing, files: readonly string[]): readonly Change[] => [
  ...compareFederation(before?.federation ?? null, after.federation),
  ...compareRoot(before, after),
  ...compareDelegations(before, after),
  ...files.flatMap((role) => compareRole(role, before?.roles.get(role), after.roles.get(role))),
  ...files.map(
    (role): Change => ({ what: 'expires', role, from: expiresOf(before, role), to: expiresOf(after, role) ?? '' }),
  ),
]

const expiresOf = (standing: Standing | null, role: string): string | null =>
  (role === 'root' || role === 'targets' ? standing?.[role] : standing?.roles.get(role))?.expires ?? null

const compareFederation = (before: FederationDocument | null, after: FederationDocument): readonly Change[] => {
  const changes: Change[] = []
  const old = new Map(before?.states.map((state) => [state.code, state]))
  for (const { code, name, stage, decision } of after.states) {
    const was = old.get(code)
    old.delete(code)
    if (was === undefined) changes.push({ what: 'state-joins', code, name, stage })
    else if (was.stage !== stage) changes.push({ what: 'stage', code, name, from: was.stage, to: stage })
    else if (was.decision !== decision || was.name.ar !== name.ar || was.name.en !== name.en) {
      changes.push({ what: 'state-entry', code, name })
    }
  }
  for (const { code, name } of old.values()) changes.push({ what: 'state-leaves', code, name })
  const revocations = (document: FederationDocument): number => document.revocationsTo ?? 0
  if (before !== null && before.federation !== after.federation) changes.push({ what: 'federation' })
  if (before !== null && revocations(before) !== revocations(after)) {
    changes.push({ what: 'revocations', from: revocations(before), to: revocations(after) })
  }
  const held = { ...before?.holders }
  for (const [key, code] of Object.entries(after.holders ?? {})) {
    if (before !== null && held[key] !== code) changes.push({ what: 'holder', key, code })
    delete held[key]
  }
  for (const key of Object.keys(held)) changes.push({ what: 'holder', key, code: '' })
  return changes
}

const compareKeys = (
  role: string,
  before: RoleKeys | undefined,
  after: RoleKeys | undefined,
  holder: (key: string) => string | null,
): readonly Change[] => {
  const changes: Change[] = []
  const [old, fresh] = [before?.keyids ?? [], after?.keyids ?? []]
  for (const key of fresh) if (!old.includes(key)) changes.push({ what: 'key-comes', role, key, holder: holder(key) })
  for (const key of old) if (!fresh.includes(key)) changes.push({ what: 'key-goes', role, key, holder: holder(key) })
  const [from, to] = [before?.threshold, after?.threshold]
  if (to !== undefined && from !== to)
    changes.push({ what: 'threshold', role, from: from ?? 0, to, keys: fresh.length })
  return changes
}

const compareRoot = (before: Standing | null, after: Standing): readonly Change[] => {
  const holders = { ...before?.federation.holders, ...after.federation.holders }
  const holder = (key: string): string | null => holders[key] ?? null
  return (['root', 'targets', 'snapshot', 'timestamp'] as const).flatMap((role) =>
    compareKeys(role, before?.root.roles[role], after.root.roles[role], role === 'root' ? holder : () => null),
  )
}

const compareDelegations = (before: Standing | null, after: Standing): readonly Change[] => {
  const old = new Map<string, Delegation>(before?.targets.delegations.roles.map((role) => [role.name, role]))
  const changes: Change[] = []
  const holder = (role: string) => () => codeOfRole(role)
  for (const role of after.targets.delegations.roles) {
    const was = old.get(role.name)
    old.delete(role.name)
    if (was === undefined) changes.push({ what: 'role-comes', role: role.name })
    else if (was.paths.join() !== role.paths.join()) changes.push({ what: 'role-paths', role: role.name })
    changes.push(...compareKeys(role.name, was, role, holder(role.name)))
  }
  for (const [name, role] of old) {
    changes.push({ what: 'role-goes', role: name }, ...compareKeys(name, role, undefined, holder(name)))
  }
  return changes
}

const compareRole = (
  role: string,
  before: RoleSigned | undefined,
  after: RoleSigned | undefined,
): readonly Change[] => {
  const changes: Change[] = []
  const old = { ...before?.targets }
  for (const [path, { hashes }] of Object.entries(after?.targets ?? {})) {
    const was = old[path]
    delete old[path]
    if (was === undefined) changes.push({ what: 'document', role, path, change: 'new' })
    else if (was.hashes.sha256 !== hashes.sha256) changes.push({ what: 'document', role, path, change: 'changed' })
  }
  for (const path of Object.keys(old)) changes.push({ what: 'document', role, path, change: 'gone' })
  return changes
}

/** Whom a change concerns, if one code alone. */
export const codeOf = (change: Change): string | null => {
  if ('code' in change) return change.code
  if (!('role' in change)) return null
  const { trust, registry } = authorityOf(codeOfRole(change.role))
  return change.role === trust.role || change.role === registry.role ? codeOfRole(change.role) : null
}
