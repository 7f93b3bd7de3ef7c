import type { SealKey } from '@rabt/directory'
import { leafHash, verifyInclusion, verifySealSignature } from '@rabt/ledger'
import { decodeEntry, decodeSeal, type Entry, KIND, LIMITS, memberOf, sameBytes, sha256 } from '@rabt/protocol'
import type { SealEvidence } from '../bundle/bundle.ts'
import { attempt, refuse } from '../refuse.ts'
import { hexOf, type JudgedItem } from './judged.ts'
import { requireIncluded } from './lane.ts'

/**
 * Checks the sender's seal over an entry: the member's certified key of the day signed a root that the entry's leaf leads
 * to, and the lane lists the record at the end of the entry's batch. null for controls, which nobody seals.
 * @throws RabtError BUNDLE_SEAL, BUNDLE_KEY
 */
export function verifyItemSeal(judged: Omit<JudgedItem, 'sealKey'>, place: string): SealKey | null {
  const { item, entry, leaf, checkpoint, view } = judged
  const { seal } = item
  if (entry.kind === KIND.control) {
    if (seal !== null) refuse('BUNDLE_SEAL', place, 'SEAL_NOT_EXPECTED')
    return null
  }
  if (seal === null) refuse('BUNDLE_SEAL', place, 'SEAL_ABSENT')
  const at = `${place} seal`
  const record = attempt('BUNDLE_SEAL', at, 'SEAL_UNREADABLE', () => decodeSeal(seal.record))
  if (record.member !== memberOf(entry.sender)) refuse('BUNDLE_SEAL', at, 'SEAL_OF_OTHER')
  const sealKey = view.sealKey(record.member, hexOf(record.key))
  if (sealKey === undefined || !wasCertified(sealKey, entry.created)) refuse('BUNDLE_KEY', at, 'SEAL_KEY_UNKNOWN')
  attempt('BUNDLE_SEAL', at, 'SEAL_WRONG', () => {
    verifySealSignature(record, checkpoint.origin, sealKey.key)
    verifyInclusion(leaf, seal.position, record.count, seal.path, record.root)
  })
  requireListed(seal, judged, at)
  return sealKey
}

/** Certificates are judged at `created`. */
const wasCertified = (key: SealKey, created: number): boolean =>
  key.notBefore <= created && created <= key.notAfter && (key.retired === null || key.retired > created)

/** A seal that the batch's last entry does not list does not verify: only so does the checkpoint cover it. */
function requireListed(
  { record, listed }: SealEvidence,
  { item, checkpoint, lane }: Pick<JudgedItem, 'item' | 'checkpoint' | 'lane'>,
  place: string,
): void {
  const control: Entry = attempt('BUNDLE_SEAL', place, 'SEAL_NOT_LISTED', () => decodeEntry(listed.entry))
  const digest = sha256(record)
  const lists = control.control?.name === 'seals' && control.control.digests.some((one) => sameBytes(one, digest))
  const behind = listed.index - item.index
  const inBatch = behind > 0 && behind < LIMITS.batchEntries
  if (!lists || !inBatch || control.sender !== lane.sender || control.receiver !== lane.receiver) {
    refuse('BUNDLE_SEAL', place, 'SEAL_NOT_LISTED')
  }
  requireIncluded(leafHash(listed.entry), listed, checkpoint, place)
}
