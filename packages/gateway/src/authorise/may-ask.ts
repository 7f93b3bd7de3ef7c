import { coversConsumer, type DirectoryView, inForce } from '@rabt/directory'
import { memberOf, RabtError } from '@rabt/protocol'
import { stateOf } from './refusal.ts'

/**
 * Whether a consumer may ask a gateway for what it offers at `provider` (a subsystem). Between parties that have joined anybody may; one that
 * has not exchanges by agreement alone, so it may if some agreement between the two is in force. `time` is Unix ms.
 * @throws RabtError ACCESS_DENIED
 */
export function checkMayAsk(view: DirectoryView, consumer: string, provider: string, time: number): void {
  if (hasJoined(view, consumer) && hasJoined(view, provider)) return
  for (const service of view.services.keys()) {
    if (!service.startsWith(`${provider}/`)) continue
    for (const agreement of view.agreementsFor(service))
      if (coversConsumer(view, agreement, consumer) && inForce(view, agreement, consumer, service, time) === null)
        return
  }
  throw new RabtError('ACCESS_DENIED', {}, { detail: 'one of the parties has not joined' })
}

/** The organisation of the states has no stage of its own. */
function hasJoined(view: DirectoryView, party: string): boolean {
  const state = view.states.get(stateOf(party))
  return (state === undefined || state.stage === 'live') && view.members.get(memberOf(party))?.stage === 'live'
}
