import type { GatewayKey } from '@rabt/directory'
import { type Checkpoint, parseCheckpoint, verifyCosignature } from '@rabt/ledger'
import { keyName, LIMITS, RabtError } from '@rabt/protocol'
import type { Kernel } from '../kernel.ts'

/**
 * Whether a line is the receipt (0x04) of one of the listed receipt keys over a checkpoint's body, of which the newest entry was created at
 * `created`, Unix ms. The key has to be one of the receipt's own day, as for whoever verifies the evidence (spec evidence §2, row 14).
 */
export function signedReceipt(
  body: string,
  line: string,
  name: string,
  keys: readonly GatewayKey[],
  created: number,
): boolean {
  return keys.some((key) => {
    if (key.use !== 'receipt') return false
    try {
      const { timeSeconds } = verifyCosignature(body, line, name, key.publicKey, key.key)
      return speaks(key, 1_000 * timeSeconds + SECOND_MS, created)
    } catch (error) {
      if (error instanceof RabtError) return false
      throw error
    }
  })
}

/** Times of lines are whole seconds: they are judged at their last millisecond (spec evidence §2). */
const SECOND_MS = 999

/** Spec link-log §5.9: a key that was retired speaks for what was created before. Who has it still may write any time on a receipt. */
function speaks({ from, retired }: GatewayKey, time: number, created: number): boolean {
  if (retired === null) return from <= time
  return from <= time && time < retired && created <= time + LIMITS.futureSkewMs
}

/** What a checkpoint's body says that has this gateway's own receipt below it; null if the text is no such thing. */
export function ownReceipt(
  text: string,
  { view, gateway, federation }: Pick<Kernel, 'view' | 'gateway' | 'federation'>,
): Checkpoint | null {
  const end = text.lastIndexOf('\n') + 1
  const body = text.slice(0, end)
  try {
    const checkpoint = parseCheckpoint(body)
    const keys = view().gateways.get(gateway)?.keys ?? []
    // Nobody else has this gateway's keys: whatever it covers, it was given then.
    return signedReceipt(body, text.slice(end), keyName(federation, gateway, 'receipt'), keys, 0) ? checkpoint : null
  } catch (error) {
    if (error instanceof RabtError) return null
    throw error
  }
}
