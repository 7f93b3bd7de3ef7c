import { CborReader } from '../cbor/reader.ts'
import { bytesSize, CborWriter, headSize, textSize } from '../cbor/writer.ts'
import { DIGEST_BYTES } from '../entry/parts.ts'
import { isCanonicalId } from '../identifier/identifier.ts'
import { LIMITS } from '../limits.ts'
import type { Seal } from './frame.ts'

const CODES = { malformed: 'SEAL_INVALID', mistyped: 'SEAL_INVALID' } as const
/** Domain separation: a member's key signs nothing else that begins like this. */
const LABEL = 'rabt-seal/v1'

const sealSize = (seal: Seal): number =>
  1 + textSize(seal.member) + headSize(seal.count) + 2 * bytesSize(DIGEST_BYTES) + bytesSize(seal.signature.length)

/** Encodes a seal record (docs/spec/link-log.cddl `seal`). */
export const encodeSeal = (seal: Seal): Buffer =>
  new CborWriter(sealSize(seal))
    .array(5)
    .text(seal.member)
    .uint(seal.count)
    .bytes(seal.root)
    .bytes(seal.key)
    .bytes(seal.signature)
    .finish()

/** Decodes a seal record; byte strings are views. Throws SEAL_INVALID. The signature is not verified here. */
export const decodeSeal = (bytes: Uint8Array): Seal => {
  const reader = new CborReader(bytes, CODES)
  reader.array(5, 5)
  const member = reader.text(LIMITS.identifierBytes)
  if (!isCanonicalId(member, 3, 3)) throw reader.mistyped('member')
  const count = reader.uint()
  if (count < 1 || count > LIMITS.batchEntries) throw reader.mistyped('count')
  const root = reader.fixed(DIGEST_BYTES)
  const key = reader.fixed(DIGEST_BYTES)
  const signature = reader.bytes()
  if (signature.length > LIMITS.signatureBytes) throw reader.mistyped('signature')
  reader.end()
  return { member, count, root, key, signature }
}

/** What a member's key signs: `count` leaves of its own in one batch of the lane `origin`, with their RFC 6962 root (32 bytes). */
export const sealMessage = (member: string, origin: string, count: number, root: Uint8Array): Buffer =>
  new CborWriter(2 + LABEL.length + textSize(member) + textSize(origin) + headSize(count) + bytesSize(root.length))
    .array(5)
    .text(LABEL)
    .text(member)
    .text(origin)
    .uint(count)
    .bytes(root)
    .finish()
