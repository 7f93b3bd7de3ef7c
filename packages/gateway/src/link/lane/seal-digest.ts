import { sha256 } from '@rabt/protocol'

/** SHA-256 of a seal record: what `control: seals` lists. */
export function sealDigest(record: Uint8Array): Buffer {
  return sha256(record)
}
