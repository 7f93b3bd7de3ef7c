import type { DirectoryView, GatewayKey, GatewayKeyUse } from '@rabt/directory'
import { cosignerKeyId, formatCheckpoint, type NoteLine, parseLine, verifyCosignature } from '@rabt/ledger'
import { keyName, LIMITS, sameBytes } from '@rabt/protocol'
import { attempt, refuse } from '../refuse.ts'
import type { Findings } from '../report/statement.ts'
import { couldSign, type JudgedItem } from './judged.ts'
import { requireIncluded } from './lane.ts'
import { refuseOrWarn } from './withdrawal.ts'

/**
 * Checks that the lane's receiver countersigned a checkpoint that covers the entry. Returns when, Unix ms; null: no receipt.
 * `views` are the bundle's directory versions, newest first; `answered`: the receiver's own answer is in the bundle.
 * @throws RabtError BUNDLE_RECEIPT, BUNDLE_KEY, BUNDLE_PROOF
 */
export function verifyReceipt(
  judged: JudgedItem,
  views: readonly DirectoryView[],
  answered: boolean,
  place: string,
  findings: Findings,
): number | null {
  const { item, leaf, lane, checkpoint, entry } = judged
  const { receipt } = item
  if (receipt === null) return null
  const at = `${place} receipt`
  const { other } = receipt
  if (other !== null) requireIncluded(leaf, { index: item.index, proof: other.proof }, other, at)
  const body = other === null ? checkpoint.body : formatCheckpoint(checkpoint.origin, other.size, other.root)
  const name = keyName(lane.federation, lane.receiver, 'receipt')
  const line = attempt('BUNDLE_RECEIPT', at, 'RECEIPT_UNREADABLE', () => parseLine(receipt.line))
  const found = findCosigner(views, lane.receiver, 'receipt', name, line)
  if (found === undefined) refuse('BUNDLE_KEY', at, 'RECEIPT_KEY_UNKNOWN')
  const { key, gone } = found
  const { timeSeconds } = attempt('BUNDLE_RECEIPT', at, 'RECEIPT_WRONG', () =>
    verifyCosignature(body, receipt.line, name, key.publicKey, key.key),
  )
  const time = timeSeconds * 1000
  // Receipts are judged as of their own time; the receiver's clock may be behind by the skew that it accepts.
  if (!couldSign(key, time + 999)) refuse('BUNDLE_KEY', at, 'RECEIPT_KEY_UNKNOWN')
  if (time + 999 + LIMITS.futureSkewMs < entry.created) refuse('BUNDLE_RECEIPT', at, 'RECEIPT_EARLY')
  if (gone) refuseOrWarn(answered, at, judged.number, findings)
  return time
}

/**
 * The key of a gateway that a cosignature line names, as the newest directory that lists it says. `gone`: a newer one does not list it
 * any more, so it was withdrawn at a time that nobody states.
 */
export function findCosigner(
  views: readonly DirectoryView[],
  gateway: string,
  use: GatewayKeyUse,
  name: string,
  line: NoteLine,
): { readonly key: GatewayKey; readonly gone: boolean } | undefined {
  if (line.name !== name) return undefined
  for (const [at, view] of views.entries()) {
    const keys = view.gateways.get(gateway)?.keys ?? []
    const key = keys.find((one) => one.use === use && sameBytes(line.keyId, cosignerKeyId(name, one.publicKey)))
    if (key !== undefined) return { key, gone: at > 0 }
  }
  return undefined
}
