import { CborReader } from '../cbor/reader.ts'
import { bytesSize, CborWriter, headSize } from '../cbor/writer.ts'
import { RabtError } from '../error/rabt-error.ts'
import { LIMITS } from '../limits.ts'
import type { Batch } from './frame.ts'

const CODES = { malformed: 'FRAME_INVALID', mistyped: 'FRAME_INVALID' } as const

/** Error for bytes that are well formed but more than a peer may send at once. */
export const overLimit = (what: string): RabtError => new RabtError('FRAME_LIMIT', { what })

const listSize = (items: readonly Uint8Array[]): number =>
  items.reduce((sum, item) => sum + bytesSize(item.length), headSize(items.length))

/** Encodes a batch (docs/spec/link-log.cddl `batch`): the bytes that both sides store. Throws FRAME_LIMIT. */
export const encodeBatch = (batch: Batch): Buffer => {
  const note = Buffer.byteLength(batch.checkpoint)
  if (batch.entries.length > LIMITS.batchEntries) throw overLimit('entries')
  if (batch.seals.length > LIMITS.batchSeals) throw overLimit('seals')
  if (note > LIMITS.noteBytes) throw overLimit('checkpoint')
  const size = 1 + headSize(batch.first) + listSize(batch.entries) + listSize(batch.seals) + bytesSize(note)
  const writer = new CborWriter(size).array(4).uint(batch.first).array(batch.entries.length)
  for (const entry of batch.entries) writer.bytes(entry)
  writer.array(batch.seals.length)
  for (const seal of batch.seals) writer.bytes(seal)
  return writer.text(batch.checkpoint).finish()
}

/**
 * Decodes a batch; entries and seals are views of `bytes`, not decoded: the lane's signature is checked first.
 * Throws FRAME_INVALID or FRAME_LIMIT.
 */
export const decodeBatch = (bytes: Uint8Array): Batch => {
  const reader = new CborReader(bytes, CODES)
  reader.array(4, 4)
  const first = reader.uint()
  const entries = readList(reader, 1, LIMITS.batchEntries, LIMITS.entryBytes, 'entries')
  const seals = readList(reader, 0, LIMITS.batchSeals, LIMITS.sealBytes, 'seals')
  const note = reader.peekText()
  if (note > LIMITS.noteBytes) throw overLimit('checkpoint')
  const checkpoint = reader.text(LIMITS.noteBytes)
  reader.end()
  // A tree size must stay a safe integer.
  if (!Number.isSafeInteger(first + entries.length)) throw reader.mistyped('first index')
  return { first, entries, seals, checkpoint }
}

const readList = (reader: CborReader, min: number, max: number, maxBytes: number, what: string): Buffer[] => {
  const count = reader.array(min)
  if (count > max) throw overLimit(what)
  const items: Buffer[] = new Array(count)
  for (let i = 0; i < count; i++) {
    const item = reader.bytes()
    if (item.length > maxBytes) throw overLimit(what)
    items[i] = item
  }
  return items
}
