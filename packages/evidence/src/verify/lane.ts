import type { GatewayKey, GatewayRecord } from '@rabt/directory'
import {
  formatLine,
  laneKeyId,
  mlDsaKeyId,
  type Note,
  type NoteLine,
  parseCheckpoint,
  parseNote,
  verifyInclusion,
  verifyLane,
  verifyMlDsaLine,
} from '@rabt/ledger'
import { keyName, type Origin, sameBytes } from '@rabt/protocol'
import type { ProvedEntry } from '../bundle/bundle.ts'
import { attempt, refuse } from '../refuse.ts'
import { couldSign, type LaneCheckpoint } from './judged.ts'

/** A checkpoint note and what its lines prove. */
export interface SignedCheckpoint {
  readonly checkpoint: LaneCheckpoint
  readonly laneKey: GatewayKey
  /** Time of the ML-DSA-44 line, Unix seconds; null if there is none. */
  readonly postQuantum: number | null
}

/** Reads a checkpoint of a Rabt lane. @throws RabtError BUNDLE_PROOF */
export function readCheckpoint(
  text: string,
  place: string,
): { readonly note: Note; readonly checkpoint: LaneCheckpoint } {
  return attempt('BUNDLE_PROOF', place, 'CHECKPOINT_UNREADABLE', () => {
    const note = parseNote(text)
    return { note, checkpoint: { ...parseCheckpoint(note.body), body: note.body } }
  })
}

/**
 * Checks all lines of a lane's checkpoint: exactly one of a lane key that its writer could use at `time`, at most one of
 * its ML-DSA-44 key, and no other, as a bundle holds only what verifies.
 */
export function verifyLines(
  { note, checkpoint }: { readonly note: Note; readonly checkpoint: LaneCheckpoint },
  lane: Origin,
  gateway: GatewayRecord,
  time: number,
  place: string,
): SignedCheckpoint {
  const usable = gateway.keys.filter((key) => couldSign(key, time))
  const laneKey = usable.find(
    (key) => key.use === 'lane' && hasLine(note.lines, checkpoint.origin, laneKeyId(checkpoint.origin, key.publicKey)),
  )
  if (laneKey === undefined) refuse('BUNDLE_KEY', place, 'LANE_KEY_UNKNOWN')
  attempt('BUNDLE_SIGNATURE', place, 'LANE_LINE_WRONG', () =>
    verifyLane(note, checkpoint.origin, laneKey.publicKey, laneKey.key),
  )
  const others = note.lines.filter((line) => line.name !== checkpoint.origin)
  if (others.length > 1 || note.lines.length !== others.length + 1) refuse('BUNDLE_SIGNATURE', place, 'LINE_UNKNOWN')
  const [line] = others
  if (line === undefined) return { checkpoint, laneKey, postQuantum: null }
  const name = keyName(lane.federation, lane.sender, 'lane-pq')
  const key = usable.find((one) => one.use === 'lane-pq' && hasLine([line], name, mlDsaKeyId(name, one.publicKey)))
  if (key === undefined) refuse('BUNDLE_SIGNATURE', place, 'LINE_UNKNOWN')
  const { timeSeconds } = attempt('BUNDLE_SIGNATURE', place, 'PQ_LINE_WRONG', () =>
    verifyMlDsaLine(checkpoint.body, formatLine(line.name, line.keyId, line.signature), name, key.publicKey, key.key),
  )
  return { checkpoint, laneKey, postQuantum: timeSeconds }
}

/** Checks that a leaf stands at an index of a checkpoint's tree. @throws RabtError BUNDLE_PROOF */
export function requireIncluded(
  leaf: Uint8Array,
  { index, proof }: Pick<ProvedEntry, 'index' | 'proof'>,
  { size, root }: { readonly size: number; readonly root: Uint8Array },
  place: string,
): void {
  attempt('BUNDLE_PROOF', place, 'NOT_INCLUDED', () => verifyInclusion(leaf, index, size, proof, root))
}

const hasLine = (lines: readonly NoteLine[], name: string, keyId: Uint8Array): boolean =>
  lines.some((line) => line.name === name && sameBytes(line.keyId, keyId))
