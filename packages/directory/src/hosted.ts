import type { DirectoryView } from './view.ts'

/**
 * Whether a gateway speaks for a party: a subsystem registered at it; or a bare member, of which a subsystem is, or which owns it.
 * For a suspended member none does.
 */
export const isHosted = (view: DirectoryView, gateway: string, party: string): boolean => {
  const subsystem = view.subsystems.get(party)
  if (subsystem !== undefined) return subsystem.gateways.includes(gateway)
  const member = view.members.get(party)
  if (member === undefined || member.stage === 'suspended') return false
  if (view.gateways.get(gateway)?.owner === party) return true
  for (const one of view.subsystems.values()) if (one.member === party && one.gateways.includes(gateway)) return true
  return false
}
