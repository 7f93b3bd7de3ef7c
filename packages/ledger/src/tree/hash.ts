import { sha256 } from '../crypto.ts'

// RFC 9162 §2.1.1: leaves and interior nodes are hashed under different prefixes, so that no node can pass for a leaf.
const LEAF = 0x00
const NODE = 0x01

/** Bytes of a hash. */
export const HASH_BYTES = 32

// One buffer each for leaves of usual size and for nodes: hashing is synchronous, so nobody else sees them in use.
const leafScratch = Buffer.alloc(4096)
const nodeScratch = Buffer.alloc(1 + 2 * HASH_BYTES)
leafScratch[0] = LEAF
nodeScratch[0] = NODE

/** MTH({}) = SHA-256 of nothing (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0))

/** SHA-256(0x00 || entry) (RFC 9162 §2.1.1). */
export function leafHash(entry: Uint8Array): Buffer {
  const length = 1 + entry.length
  if (length > leafScratch.length) return sha256(Buffer.concat([leafScratch.subarray(0, 1), entry]))
  leafScratch.set(entry, 1)
  return sha256(leafScratch.subarray(0, length))
}

/** SHA-256(0x01 || left || right), both 32 bytes (RFC 9162 §2.1.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeScratch.set(left, 1)
  nodeScratch.set(right, 1 + HASH_BYTES)
  return sha256(nodeScratch)
}
