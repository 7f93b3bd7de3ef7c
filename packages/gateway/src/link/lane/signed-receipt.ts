import type { GatewayKey } from '@rabt/directory'
import { verifyCosignature } from '@rabt/ledger'
import { RabtError } from '@rabt/protocol'

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
