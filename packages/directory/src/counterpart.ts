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
  const own = view.members.has(id)
    ? [...view.subsystems.values()].filter((subsystem) => subsystem.member === id)
    : [view.subsystems.get(id)].filter((subsystem) => subsystem !== undefined)
  const groups = new Set(own.flatMap((subsystem) => subsystem.groups))
  const services = servicesOf(view, state)
  const found: Counterpart[] = []
  for (const subsystem of view.subsystems.values()) {
    if (!subsystem.id.startsWith(`${state}/`) || own.includes(subsystem)) continue
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

const servicesOf = (view: DirectoryView, state: string): ReadonlyMap<string, readonly ServiceRecord[]> => {
  const bySubsystem = new Map<string, ServiceRecord[]>()
  for (const service of view.services.values()) {
    if (!service.id.startsWith(`${state}/`)) continue
    const subsystem = service.id.slice(0, service.id.lastIndexOf('/'))
    const held = bySubsystem.get(subsystem)
    if (held === undefined) bySubsystem.set(subsystem, [service])
    else held.push(service)
  }
  return bySubsystem
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
