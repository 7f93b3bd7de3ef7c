import { RabtError } from '@rabt/protocol'

const TIME_BYTES = 8

/** C2SP tlog-cosignature `timestamped_signature`: big-endian u64 of Unix seconds, then the signature. */
export function timed(timeSeconds: number, signature: Uint8Array): Buffer {
  return Buffer.concat([uint64(timeSeconds), signature])
}

/** @throws RabtError NOTE_INVALID when the length is wrong or the time is beyond 2^53 */
export function readTime(
  bytes: Buffer,
  signatureBytes: number,
): { readonly timeSeconds: number; readonly signature: Buffer } {
  if (bytes.length !== TIME_BYTES + signatureBytes) {
    throw new RabtError('NOTE_INVALID', {}, { detail: `timestamped signature of ${bytes.length} bytes` })
  }
  // "It MUST NOT exceed 2^63 - 1"; ours end where a double is exact.
  const timeSeconds = Number(bytes.readBigUInt64BE(0))
  if (!Number.isSafeInteger(timeSeconds)) throw new RabtError('NOTE_INVALID', {}, { detail: 'cosignature time' })
  return { timeSeconds, signature: bytes.subarray(TIME_BYTES) }
}

/** RFC 8446 §3.3 uint64. */
export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(TIME_BYTES)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}
