import type { DirectoryView, GatewayKey, GatewayKeyUse } from '@rabt/directory'
import { cosignerKeyId, formatCheckpoint, type NoteLine, parseLine, verifyCosignature } from '@rabt/ledger'
import { keyName, LIMITS, sameBytes } from '@rabt/protocol'
import { attempt, refuse } from '../refuse.ts'
import { couldSign, type JudgedItem } from './judged.ts'
import { requireIncluded } from './lane.ts'

/**
 * Checks that the lane's receiver countersigned a checkpoint that covers the entry. Returns when, Unix ms; null: no receipt.
 * `views` are the bundle's directory versions, newest first.
 * @throws RabtError BUNDLE_RECEIPT, BUNDLE_KEY, BUNDLE_PROOF
 */
export function verifyReceipt(judged: JudgedItem, views: readonly DirectoryView[], place: string): number | null {
  const { item, leaf, lane, checkpoint, entry } = judged
  const { receipt } = item
  if (receipt === null) return null
  const at = `${place} receipt`
  const { other } = receipt
  if (other !== null) requireIncluded(leaf, { index: item.index, proof: other.proof }, other, at)
  const body = other === null ? checkpoint.body : formatCheckpoint(checkpoint.origin, other.size, other.root)
  const name = keyName(lane.federation, lane.receiver, 'receipt')
  const line = attempt('BUNDLE_RECEIPT', at, 'RECEIPT_UNREADABLE', () => parseLine(receipt.line))
  const key = findCosigner(views, lane.receiver, 'receipt', name, line)
  if (key === undefined) refuse('BUNDLE_KEY', at, 'RECEIPT_KEY_UNKNOWN')
  const { timeSeconds } = attempt('BUNDLE_RECEIPT', at, 'RECEIPT_WRONG', () =>
    verifyCosignature(body, receipt.line, name, key.publicKey, key.key),
  )
  const time = timeSeconds * 1000
  // Receipts are judged as of their own time; the receiver's clock may be behind by the skew that it accepts.
  if (!couldSign(key, time + 999)) refuse('BUNDLE_KEY', at, 'RECEIPT_KEY_UNKNOWN')
  if (time + 999 + LIMITS.futureSkewMs < entry.created) refuse('BUNDLE_RECEIPT', at, 'RECEIPT_EARLY')
  return time
}

/** The key of a gateway that a cosignature line names, as the newest directory that lists it says. */
export function findCosigner(
  views: readonly DirectoryView[],
  gateway: string,
  use: GatewayKeyUse,
  name: string,
  line: NoteLine,
): GatewayKey | undefined {
  if (line.name !== name) return undefined
  const keys = views.flatMap((view) => view.gateways.get(gateway)?.keys ?? [])
  return keys.find((key) => key.use === use && sameBytes(line.keyId, cosignerKeyId(name, key.publicKey)))
}
