import { coversConsumer, inForce, type NotInForce } from './agreement.ts'
import type { AgreementRecord, DirectoryView, MemberRecord, ServiceRecord, SubsystemRecord } from './view.ts'

/** A text under which one of the own systems may call a service, or could once what stands against it is gone. */
export interface CounterpartAgreement {
  readonly agreement: AgreementRecord
  /** The own subsystem. */
  readonly consumer: string
  readonly service: string
  /** Null: in force now. */
  readonly missing: Exclude<NotInForce, 'expired'> | null
}

/** A system of another state that does the same work, and what it offers. */
export interface Counterpart {
  readonly subsystem: SubsystemRecord
  readonly member: MemberRecord
  readonly sharedGroups: readonly string[]
  readonly services: readonly ServiceRecord[]
  readonly agreements: readonly CounterpartAgreement[]
}

/**
 * The systems of `state` (a code) that share a group with `id`, a member or a subsystem, or that an agreement lets it
 * call; those that share most come first. `time` (Unix ms) is when the agreements are judged. Empty if there are none
 * or `id` is not known.
 */
export const counterpartsOf = (
  view: DirectoryView,
  id: string,
  state: string,
  time: number,
): readonly Counterpart[] => {
  const { byMember, byGroup, agreed, services } = indexOf(view)
  const own = view.members.has(id)
    ? (byMember.get(id) ?? [])
    : [view.subsystems.get(id)].filter((subsystem) => subsystem !== undefined)
  const groups = new Set(own.flatMap((subsystem) => subsystem.groups))
  const sharing = [...groups].flatMap((group) => byGroup.get(`${state} ${group}`) ?? [])
  const found: Counterpart[] = []
  for (const subsystem of new Set([...sharing, ...(agreed.get(state) ?? [])])) {
    if (own.includes(subsystem)) continue
    const member = view.members.get(subsystem.member)
    if (member === undefined) continue
    const offered = services.get(subsystem.id) ?? []
    const sharedGroups = subsystem.groups.filter((group) => groups.has(group))
    const agreements = offered.flatMap((service) => agreementsOf(view, own, service.id, time))
    if (sharedGroups.length === 0 && agreements.length === 0) continue
    found.push({ subsystem, member, sharedGroups, services: offered, agreements })
  }
  return found.sort(
    (a, b) => b.sharedGroups.length - a.sharedGroups.length || (a.subsystem.id < b.subsystem.id ? -1 : 1),
  )
}

interface Index {
  readonly byMember: ReadonlyMap<string, readonly SubsystemRecord[]>
  /** By a state's code and a group, with a space between. */
  readonly byGroup: ReadonlyMap<string, readonly SubsystemRecord[]>
  /** By a state's code: its systems with a service that some text is about. */
  readonly agreed: ReadonlyMap<string, readonly SubsystemRecord[]>
  /** By their subsystem. */
  readonly services: ReadonlyMap<string, readonly ServiceRecord[]>
}

const indexes = new WeakMap<DirectoryView, Index>()

/** Made at the first question about a view: a directory has thousands of systems, and lists them once. */
const indexOf = (view: DirectoryView): Index => {
  const held = indexes.get(view)
  if (held !== undefined) return held
  const byGroup = new Map<string, SubsystemRecord[]>()
  const agreed = new Map<string, SubsystemRecord[]>()
  const byMember = Map.groupBy(view.subsystems.values(), ({ member }) => member)
  const services = Map.groupBy(view.services.values(), ({ id }) => id.slice(0, id.lastIndexOf('/')))
  for (const subsystem of [...byMember.values()].flat()) {
    const state = subsystem.id.slice(0, subsystem.id.indexOf('/'))
    for (const group of subsystem.groups) push(byGroup, `${state} ${group}`, subsystem)
    const offered = services.get(subsystem.id) ?? []
    if (offered.some(({ id }) => view.agreementsFor(id).length > 0)) push(agreed, state, subsystem)
  }
  const made = { byMember, byGroup, agreed, services }
  indexes.set(view, made)
  return made
}

const push = <T>(lists: Map<string, T[]>, key: string, one: T): void => {
  const held = lists.get(key)
  if (held === undefined) lists.set(key, [one])
  else held.push(one)
}

const agreementsOf = (
  view: DirectoryView,
  own: readonly SubsystemRecord[],
  service: string,
  time: number,
): readonly CounterpartAgreement[] =>
  view.agreementsFor(service).flatMap((agreement) =>
    own.flatMap(({ id: consumer }): readonly CounterpartAgreement[] => {
      if (!coversConsumer(view, agreement, consumer)) return []
      const missing = inForce(view, agreement, consumer, service, time)
      return missing === 'expired' ? [] : [{ agreement, consumer, service, missing }]
    }),
  )
