import { LIMITS, sha256 } from '@rabt/protocol'
import type { Blob } from './draft.ts'

/** Keeps large blobs in files named by their digest, for the journal and for the peer that fetches them. */
export interface BlobKeeper {
  /** Durable before it resolves. */
  keep(digest: Uint8Array, item: Uint8Array): Promise<void>
}

/** A blob with its reference; above the inline limit it goes to a file first, and only its reference travels in the batch. */
export function makeBlob(keeper: BlobKeeper, salt: Uint8Array, bytes: Uint8Array): Blob | Promise<Blob> {
  const item = Buffer.allocUnsafe(salt.length + bytes.length)
  item.set(salt, 0)
  item.set(bytes, salt.length)
  const ref = { size: bytes.length, digest: sha256(item) }
  if (bytes.length <= LIMITS.inlineBlobBytes) return { ref, item }
  return keeper.keep(ref.digest, item).then(() => ({ ref, item: null }))
}
