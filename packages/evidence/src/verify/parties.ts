import { type DirectoryView, type GatewayRecord, isHosted } from '@rabt/directory'
import { type Entry, KIND, type Origin } from '@rabt/protocol'
import { refuse } from '../refuse.ts'

/**
 * Checks that the lane's gateways were those of the entry's sender and receiver in the directory of the day, and returns
 * the writer's record. A control speaks for the gateways themselves.
 * @throws RabtError BUNDLE_DIRECTORY
 */
export function verifyParties(entry: Entry, lane: Origin, view: DirectoryView, place: string): GatewayRecord {
  const writer = view.gateways.get(lane.sender)
  if (writer === undefined || !view.gateways.has(lane.receiver)) refuse('BUNDLE_DIRECTORY', place, 'GATEWAY_UNKNOWN')
  const isAt =
    entry.kind === KIND.control
      ? (party: string, gateway: string) => party === gateway
      : (party: string, gateway: string) => isHosted(view, gateway, party)
  if (!isAt(entry.sender, lane.sender) || !isAt(entry.receiver, lane.receiver)) {
    refuse('BUNDLE_DIRECTORY', place, 'NOT_HOSTED')
  }
  return writer
}
