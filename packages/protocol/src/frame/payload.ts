import type { CborReader } from '../cbor/reader.ts'
import { bytesSize, type CborWriter, headSize, textSize } from '../cbor/writer.ts'
import { LIMITS } from '../limits.ts'
import { overLimit } from './batch.ts'
import type { BatchFrame, BlobItem, Secret } from './frame.ts'

// What a batch frame carries: the batch as one byte string, the blobs, the secrets that are never stored.

const NULL = 0xf6
const FALSE = 0xf4
const SALT_BYTES = 32

const blobSize = (blob: BlobItem): number => (blob === null || blob === false ? 1 : bytesSize(blob.length))

export const payloadSize = ({ batch, blobs, secrets }: BatchFrame): number => {
  let size = bytesSize(batch.length) + headSize(blobs.length) + headSize(secrets.size)
  for (const blob of blobs) size += blobSize(blob)
  for (const [index, list] of secrets) {
    size += headSize(index) + headSize(list.length)
    for (const secret of list) size += 1 + textSize(secret.name) + bytesSize(secret.value.length)
  }
  return size
}

export const writePayload = (writer: CborWriter, { batch, blobs, secrets }: BatchFrame): void => {
  writer.bytes(batch).array(blobs.length)
  for (const blob of blobs) {
    if (blob === null) writer.null()
    else if (blob === false) writer.false()
    else writer.bytes(blob)
  }
  writer.map(secrets.size)
  if (secrets.size === 0) return
  for (const [index, list] of [...secrets].sort(([a], [b]) => a - b)) {
    writer.uint(index).array(list.length)
    for (const { name, value } of list) writer.array(2).text(name).bytes(value)
  }
}

export const readBlobs = (reader: CborReader): BlobItem[] => {
  const count = reader.array(0)
  // Each entry refers to a head and a body at most.
  if (count > 2 * LIMITS.batchEntries) throw overLimit('blobs')
  const blobs: BlobItem[] = new Array(count)
  for (let i = 0; i < count; i++) {
    const byte = reader.peekByte()
    if (byte === NULL || byte === FALSE) {
      reader.skipByte()
      blobs[i] = byte === NULL ? null : false
    } else {
      const blob = reader.bytes()
      if (blob.length < SALT_BYTES) throw reader.mistyped('blob without salt')
      blobs[i] = blob
    }
  }
  return blobs
}

export const readSecrets = (reader: CborReader): Map<number, Secret[]> => {
  const secrets = new Map<number, Secret[]>()
  let key = -1
  for (let left = reader.map(); left > 0; left--) {
    key = reader.key(key)
    if (secrets.size >= LIMITS.batchEntries) throw overLimit('secrets')
    const list: Secret[] = []
    let items = reader.array(1)
    if (items > LIMITS.secrets) throw overLimit('secrets')
    for (; items > 0; items--) {
      reader.array(2, 2)
      list.push({ name: reader.text(LIMITS.codeBytes), value: reader.bytes() })
    }
    secrets.set(key, list)
  }
  return secrets
}
