import { leafHash } from '@rabt/ledger'
import { decodeEntry, KIND, LIMITS, memberOf, parseOrigin } from '@rabt/protocol'
import type { Bundle, EvidenceItem } from '../bundle/bundle.ts'
import { attempt, refuse } from '../refuse.ts'
import type { Findings } from '../report/statement.ts'
import { verifyBlobs } from './blobs.ts'
import type { Directories } from './directory.ts'
import { isoTime, type JudgedItem } from './judged.ts'
import { readCheckpoint, requireIncluded, verifyLines } from './lane.ts'
import { verifyOpening } from './opening.ts'
import { verifyParties } from './parties.ts'
import { verifyItemSeal } from './seal.ts'

/** Name of an item in a refusal. */
export const placeOf = (number: number): string => `item ${number}`

/** Checks all that an item says of itself. What needs the other items (receipts, withdrawals, answers) comes after. */
export function verifyItem(
  bundle: Bundle,
  item: EvidenceItem,
  number: number,
  directories: Directories,
  now: number,
  findings: Findings,
): JudgedItem {
  const place = placeOf(number)
  if (item.stamps.length + item.ocsp.length + item.certificates.length > 0) {
    refuse('BUNDLE_FORMAT', place, 'CANNOT_JUDGE')
  }
  const entry = attempt('BUNDLE_ENTRY', place, 'ENTRY_UNREADABLE', () => decodeEntry(item.entry))
  const leaf = leafHash(item.entry)
  const read = readCheckpoint(item.checkpoint, place)
  const lane = attempt('BUNDLE_PROOF', place, 'CHECKPOINT_UNREADABLE', () => parseOrigin(read.checkpoint.origin))
  if (lane.federation !== bundle.federation) refuse('BUNDLE_PROOF', place, 'OTHER_FEDERATION')
  requireIncluded(leaf, item, read.checkpoint, place)
  const view = directories.asOf(entry.directory, entry.created)
  const writer = verifyParties(entry, lane, view, place)
  const { checkpoint, laneKey, postQuantum } = verifyLines(read, lane, writer, entry.created, place)
  const unsealed = { number, item, entry, leaf, lane, checkpoint, view, laneKey }
  const judged: JudgedItem = { ...unsealed, sealKey: verifyItemSeal(unsealed, place) }

  if (entry.created > now + LIMITS.futureSkewMs) findings.warn('IN_THE_FUTURE', number)
  findings.prove('LANE_SIGNED', number, {
    gateway: lane.sender,
    receiver: lane.receiver,
    index: String(item.index),
    size: String(checkpoint.size),
  })
  if (postQuantum === null) findings.miss('NOT_POST_QUANTUM', number)
  else findings.prove('POST_QUANTUM', number, { gateway: lane.sender, time: isoTime(postQuantum * 1000) })
  if (entry.kind !== KIND.control) findings.prove('SEALED', number, { member: memberOf(entry.sender) })
  if (judged.sealKey !== null) findings.miss('NO_OCSP', number)
  const opened = verifyOpening(unsealed, place)
  if (opened === null) findings.miss('NO_OPENING', number)
  else findings.prove('LANE_OPENED', number, { time: opened })
  verifyBlobs(judged, place, findings)
  return judged
}
