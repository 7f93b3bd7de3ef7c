import { parseClientId, RabtError } from '@rabt/protocol'
import type { Call } from './call.ts'
import type { Edge, Turn } from './turn.ts'

/**
 * Step: the client is named and registered at this gateway, in the local registry and in the directory.
 *
 * @throws RabtError INVALID_CLIENT_IDENTIFIER without `X-Road-Client` ([C]: 500, though PR-REST suggests 400),
 *   MALFORMED_IDENTIFIER, UNKNOWN_MEMBER
 */
export function checkClient(turn: Turn, edge: Edge): void {
  const raw = (turn.call as Call).client
  if (raw === null) throw new RabtError('INVALID_CLIENT_IDENTIFIER')
  const { id } = parseClientId(raw)
  if (edge.deps.clients(id) === undefined || !isPublished(turn, edge, id)) {
    throw new RabtError('UNKNOWN_MEMBER', { member: id })
  }
  turn.client = id
}

/** A subsystem is published with its gateways; a bare member stands in the directory alone. */
function isPublished(turn: Turn, edge: Edge, id: string): boolean {
  const view = turn.view as NonNullable<Turn['view']>
  const subsystem = view.subsystems.get(id)
  return subsystem === undefined ? view.members.has(id) : subsystem.gateways.includes(edge.deps.gateway)
}
