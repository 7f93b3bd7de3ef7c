import type { DirectoryView } from '@rabt/directory'
import { leafHash } from '@rabt/ledger'
import { decodeEntry, sameBytes } from '@rabt/protocol'
import { attempt, refuse } from '../refuse.ts'
import { isoTime, type JudgedItem, type LaneCheckpoint } from './judged.ts'
import { readCheckpoint, requireIncluded, verifyLines } from './lane.ts'

type Unsealed = Omit<JudgedItem, 'sealKey'>

/**
 * Checks the lane's first entry, if the bundle holds it: it names the lane key that signed. Returns when it was made.
 * @throws RabtError BUNDLE_ENTRY, BUNDLE_PROOF, BUNDLE_SIGNATURE
 */
export function verifyOpening(judged: Unsealed, place: string): string | null {
  const { open } = judged.item
  if (open === null) return null
  const at = `${place} opening`
  const { lane, laneKey, view } = judged
  const opening = attempt('BUNDLE_ENTRY', at, 'ENTRY_UNREADABLE', () => decodeEntry(open.entry))
  const control = opening.control
  const fits =
    control?.name === 'open' &&
    opening.sender === lane.sender &&
    opening.receiver === lane.receiver &&
    sameBytes(control.laneKey, laneKey.digest)
  if (!fits) refuse('BUNDLE_ENTRY', at, 'OPEN_WRONG')
  const checkpoint = open.checkpoint === null ? judged.checkpoint : ownCheckpoint(open.checkpoint, judged, view, at)
  requireIncluded(leafHash(open.entry), { index: 0, proof: open.proof }, checkpoint, at)
  return isoTime(opening.created)
}

/** Another checkpoint of the same lane, under the same lane key. */
function ownCheckpoint(text: string, judged: Unsealed, view: DirectoryView, place: string): LaneCheckpoint {
  const { lane, laneKey, entry } = judged
  const read = readCheckpoint(text, place)
  const writer = view.gateways.get(lane.sender)
  if (writer === undefined || read.checkpoint.origin !== judged.checkpoint.origin) {
    refuse('BUNDLE_ENTRY', place, 'OPEN_WRONG')
  }
  const signed = verifyLines(read, lane, writer, entry.created, place)
  if (!sameBytes(signed.laneKey.digest, laneKey.digest)) refuse('BUNDLE_ENTRY', place, 'OPEN_WRONG')
  return signed.checkpoint
}
