import type { DirectoryView, SubsystemRecord } from '@rabt/directory'
import { memberOf, RabtError } from '@rabt/protocol'
import { stateOf } from '../authorise/refusal.ts'

/**
 * What the directory knows of a provider's subsystem.
 * @throws RabtError that says what is unknown of it: MEMBER_SUSPENDED, UNKNOWN_MEMBER, UNKNOWN_SUBSYSTEM, NO_GATEWAY.
 */
export function findProvider(view: DirectoryView, subsystem: string): SubsystemRecord {
  const found = view.subsystems.get(subsystem)
  if (found === undefined) {
    const member = memberOf(subsystem)
    const suspended = suspendedPart(view, member)
    if (suspended !== null) throw new RabtError('MEMBER_SUSPENDED', { member: suspended })
    if (!view.members.has(member)) throw new RabtError('UNKNOWN_MEMBER', { member })
    throw new RabtError('UNKNOWN_SUBSYSTEM', { member, subsystem })
  }
  if (found.gateways.length === 0) throw new RabtError('NO_GATEWAY', { subsystem })
  return found
}

/** A member's state, or the member itself, if it is suspended: all of it is absent then. */
export function suspendedPart(view: DirectoryView, member: string): string | null {
  const state = stateOf(member)
  if (view.states.get(state)?.stage === 'suspended') return state
  return view.members.get(member)?.stage === 'suspended' ? member : null
}

/**
 * A service is known if the directory lists it or an agreement names it.
 * @throws RabtError UNKNOWN_SERVICE
 */
export function checkServiceKnown(view: DirectoryView, service: string): void {
  if (!view.services.has(service) && view.agreementsFor(service).length === 0)
    throw new RabtError('UNKNOWN_SERVICE', { service })
}
