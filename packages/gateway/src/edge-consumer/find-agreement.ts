import { chooseAgreement } from '../authorise/choose-agreement.ts'
import { checkMayAsk } from '../authorise/may-ask.ts'
import { isOwnService } from '../authorise/own-services.ts'
import { checkServiceKnown, findProvider } from '../discovery/find-provider.ts'
import { plannedMaintenance } from '../discovery/maintenance.ts'
import { languageOf } from './answer/write-fault.ts'
import type { Edge, Turn } from './turn.ts'

/**
 * Step: the provider is known and not in planned maintenance, and an agreement in force carries the call. What a gateway answers itself
 * needs none.
 *
 * @throws RabtError as `findProvider`, `checkServiceKnown` and `chooseAgreement` do, or MAINTENANCE_PLANNED
 */
export function findAgreement(turn: Turn, edge: Edge): void {
  const view = turn.view as NonNullable<Turn['view']>
  const call = turn.call as NonNullable<Turn['call']>
  const method = turn.req.method as string
  const time = edge.deps.clock()
  findProvider(view, call.subsystem)
  if (isOwnService(method, call.service.slice(call.subsystem.length + 1))) {
    checkMayAsk(view, turn.client, call.subsystem, time)
    return
  }
  checkServiceKnown(view, call.service)
  if (view.maintenance.length > 0) {
    const planned = plannedMaintenance(view, call.subsystem, time, languageOf(turn))
    if (planned !== null) throw planned
  }
  const wish = { consumer: turn.client, service: call.service, method, path: call.path }
  turn.agreement = chooseAgreement(view, wish, call.choice, time)
}
