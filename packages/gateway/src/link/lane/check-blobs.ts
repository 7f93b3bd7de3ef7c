import { hash } from 'node:crypto'
import type { BlobItem, BlobRef, Entry, ErrorCode } from '@rabt/protocol'

const SALT_BYTES = 32

export interface MatchedBlobs {
  readonly codes: readonly (ErrorCode | null)[]
  readonly heads: readonly (Uint8Array | null)[]
  readonly bodies: readonly (Uint8Array | null)[]
}

/**
 * Gives each entry its head and body from the frame's blobs, which stand in the order of the references, and compares size and
 * digest. What an undecodable entry refers to is unknown, so from there on nothing can be matched.
 */
export function checkBlobs(entries: readonly (Entry | null)[], blobs: readonly BlobItem[]): MatchedBlobs {
  const codes: (ErrorCode | null)[] = []
  const heads: (Uint8Array | null)[] = []
  const bodies: (Uint8Array | null)[] = []
  let next = 0
  let lost = false
  for (const entry of entries) {
    let code: ErrorCode | null = null
    const take = (ref: BlobRef | null): Uint8Array | null => {
      if (!ref) return null
      const item = lost ? undefined : blobs[next++]
      if (!item || !fits(ref, item)) {
        // Erased is not wrong: the entry stands, but nothing can be done with it.
        if (item !== false) code = 'BLOB_MISMATCH'
        return null
      }
      return item
    }
    if (entry) {
      heads.push(take(entry.head))
      bodies.push(take(entry.body))
    } else {
      lost = true
      heads.push(null)
      bodies.push(null)
    }
    codes.push(code)
  }
  return { codes, heads, bodies }
}

/** Spec link-log §1.2: {size, SHA-256(salt32 || bytes)}. */
export function fits(ref: BlobRef, item: Uint8Array): boolean {
  return item.length === ref.size + SALT_BYTES && hash('sha256', item, 'binary') === latin1(ref.digest)
}

/** As a string: comparing two short strings is cheaper than making a Buffer of the hash. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
