import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { type BlobItem, LIMITS, RabtError } from '@rabt/protocol'

/** Below this many bytes the set-up of a compressor costs more than PostgreSQL saves: it keeps what is longer than 2 KiB in pieces of that size. */
const COMPRESS_FROM = 8 * 1024
const RAW = 0
const ZSTD = 1
const NULL_MARK = 0xffffffff
const ERASED_MARK = 0xfffffffe
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
/** A head and a body for each entry. */
const MAX_ITEMS = 2 * LIMITS.batchEntries
/** All inline blobs of one frame, with their marks. */
const MAX_UNPACKED = LIMITS.frameBytes + 16 * LIMITS.batchEntries

/**
 * Packs the blobs of a batch for storage: one byte of codec, then for each item a 32-bit big-endian length and its bytes
 * (0xffffffff: kept in a file, 0xfffffffe: erased).
 */
export function packBlobs(items: readonly BlobItem[]): Buffer {
  let length = 1
  for (const item of items) length += 4 + (item ? item.length : 0)
  const packed = Buffer.allocUnsafe(length)
  packed[0] = RAW
  let at = 1
  for (const item of items) {
    at = packed.writeUInt32BE(item ? item.length : item === null ? NULL_MARK : ERASED_MARK, at)
    if (item) {
      packed.set(item, at)
      at += item.length
    }
  }
  if (length < COMPRESS_FROM) return packed
  const compressed = zstdCompressSync(packed.subarray(1), LEVEL)
  return compressed.length + 1 < length ? Buffer.concat([Buffer.of(ZSTD), compressed]) : packed
}

/** The inverse of {@link packBlobs}. @throws RabtError INTERNAL_ERROR if the stored bytes are damaged. */
export function unpackBlobs(stored: Uint8Array): BlobItem[] {
  const source = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength)
  let packed: Buffer
  if (source[0] === RAW) packed = source.subarray(1)
  else if (source[0] === ZSTD) packed = decompress(source.subarray(1))
  else throw damaged('unknown codec')
  const items: BlobItem[] = []
  let at = 0
  while (at < packed.length) {
    if (at + 4 > packed.length) throw damaged('truncated')
    if (items.length === MAX_ITEMS) throw damaged('more items than a batch refers to')
    const length = packed.readUInt32BE(at)
    at += 4
    if (length === NULL_MARK) items.push(null)
    else if (length === ERASED_MARK) items.push(false)
    else {
      if (at + length > packed.length) throw damaged('truncated')
      items.push(packed.subarray(at, at + length))
      at += length
    }
  }
  return items
}

const damaged = (detail: string, cause?: unknown): RabtError =>
  new RabtError('INTERNAL_ERROR', {}, { detail: `stored blobs: ${detail}`, cause })

/** zlib's own errors for a damaged frame, and for one that would grow beyond what was ever packed, become ours. */
function decompress(compressed: Uint8Array): Buffer {
  try {
    return zstdDecompressSync(compressed, { maxOutputLength: MAX_UNPACKED })
  } catch (cause) {
    throw damaged('cannot be decompressed', cause)
  }
}
