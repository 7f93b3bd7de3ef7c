import type { GatewayKey } from '@rabt/directory'
import { type Checkpoint, parseCheckpoint, verifyCosignature } from '@rabt/ledger'
import { keyName, RabtError } from '@rabt/protocol'
import type { Kernel } from '../kernel.ts'

/** Whether a line is the receipt (0x04) of one of the listed receipt keys over a checkpoint's body. */
export function signedReceipt(body: string, line: string, name: string, keys: readonly GatewayKey[]): boolean {
  return keys.some((key) => {
    if (key.use !== 'receipt') return false
    try {
      verifyCosignature(body, line, name, key.publicKey, key.key)
      return true
    } catch (error) {
      if (error instanceof RabtError) return false
      throw error
    }
  })
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
    return signedReceipt(body, text.slice(end), keyName(federation, gateway, 'receipt'), keys) ? checkpoint : null
  } catch (error) {
    if (error instanceof RabtError) return null
    throw error
  }
}
