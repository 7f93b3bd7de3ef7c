import type { Queries } from '@rabt/database'
import { ORGANISATION, skeletonsOf } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { Item } from './document.ts'

/** Whose name stands where in an entry: a state registers nothing about another. */
const OWN_NAMES: Readonly<Partial<Record<Item['kind'], (content: Item['content']) => readonly unknown[]>>> = {
  gateway: ({ id }) => [id],
  member: ({ id }) => [id],
  subsystem: ({ id, gateways }) => [id, ...(gateways as readonly unknown[])],
  service: ({ id }) => [id],
  group: ({ id }) => [id],
  text: ({ id }) => [id],
  maintenance: ({ gateway, subsystem }) => [gateway ?? subsystem],
  revocation: ({ list, value }) => (list === 'gateways' ? [value] : []),
}

/** Kinds whose names people choose, read and type. */
const NAMED: ReadonlySet<Item['kind']> = new Set(['gateway', 'member', 'subsystem', 'service', 'group'])

/**
 * Checks the names of entries that stand in the register now, in this transaction. Throws NAME_FOREIGN for another state's,
 * NAME_RESERVED for the organisation's, NAME_LOOKS_ALIKE for one that only a careful eye tells from another of its kind.
 */
export async function checkNames(tx: Queries, code: string, items: readonly Item[]): Promise<void> {
  for (const { kind, content } of items) {
    for (const name of OWN_NAMES[kind]?.(content) ?? []) {
      if (!String(name).startsWith(`${code}/`)) throw new RabtError('NAME_FOREIGN', { name: String(name), state: code })
    }
  }
  const byKind = Map.groupBy(
    items.filter(({ kind }) => NAMED.has(kind)),
    ({ kind }) => kind,
  )
  for (const [kind, put] of byKind) {
    refuseReserved(
      code,
      put.map(({ id }) => id),
    )
    const { rows } = await tx.query<{ id: string }>('SELECT id FROM item WHERE kind = $1', [kind])
    refuseLookAlikes(
      put.map(({ id }) => id),
      rows.map(({ id }) => id),
    )
  }
}

/** A class, a member's code or a group named like the organisation, in any case. */
function refuseReserved(code: string, names: readonly string[]): void {
  if (code === ORGANISATION) return
  for (const name of names) {
    const chosen = name.split('/').slice(1, 3)
    if (chosen.some((part) => skeletonsOf(part)[0] === ORGANISATION.toLowerCase())) {
      throw new RabtError('NAME_RESERVED', { name })
    }
  }
}

function refuseLookAlikes(put: readonly string[], present: readonly string[]): void {
  const seen = [new Map<string, string[]>(), new Map<string, string[]>()] as const
  for (const name of present) {
    for (const [index, skeleton] of skeletonsOf(name).entries()) {
      const held = seen[index]?.get(skeleton)
      if (held === undefined) seen[index]?.set(skeleton, [name])
      else held.push(name)
    }
  }
  for (const name of put) {
    for (const [index, skeleton] of skeletonsOf(name).entries()) {
      const other = seen[index]?.get(skeleton)?.find((each) => each !== name)
      if (other !== undefined) throw new RabtError('NAME_LOOKS_ALIKE', { name, other })
    }
  }
}
