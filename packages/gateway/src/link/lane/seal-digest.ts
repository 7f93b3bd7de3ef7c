import { hash } from 'node:crypto'

/** SHA-256 of a seal record: what `control: seals` lists. */
export function sealDigest(record: Uint8Array): Buffer {
  return hash('sha256', record, 'buffer')
}
