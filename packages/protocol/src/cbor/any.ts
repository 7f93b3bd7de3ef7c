import { decode, encode, rfc8949EncodeOptions } from 'cborg'
import { sameBytes } from '../bytes.ts'
import type { CborReader } from './reader.ts'

const DECODE = {
  strict: true,
  useMaps: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  rejectDuplicateMapKeys: true,
}

/** Checks one item of any type by the rules of the reader and moves past it. `depth`: containers that may still open. */
const skip = (reader: CborReader, depth: number): void => {
  const major = reader.peekMajor()
  if (major === 0 || major === 1) {
    const n = reader.head(major)
    if (major === 1 && n === Number.MAX_SAFE_INTEGER) throw reader.malformed('integer below -(2^53-1)')
  } else if (major === 2) reader.bytes()
  else if (major === 3) reader.text(Number.MAX_SAFE_INTEGER)
  else if (major === 4 || major === 5) {
    if (depth === 0) throw reader.malformed('nested too deep')
    const items = major === 4 ? reader.array(0) : 2 * reader.map()
    let key: Buffer | null = null
    for (let i = 0; i < items; i++) {
      const start = reader.position
      skip(reader, depth - 1)
      if (major === 5 && i % 2 === 0) {
        const next = reader.input.subarray(start, reader.position)
        if (key !== null && Buffer.compare(key, next) >= 0) throw reader.malformed('map keys out of order or repeated')
        key = next
      }
    }
  } else {
    // Tags, floats, `undefined` and unassigned simple values have no place in a signed format.
    const byte = reader.peekByte()
    if (byte !== 0xf4 && byte !== 0xf5 && byte !== 0xf6) throw reader.malformed('tag, float or simple value')
    reader.skipByte()
  }
}

/** Reads one item of any type, nested at most `depth` deep. Maps become `Map`, byte strings copies. */
export const readAny = (reader: CborReader, depth: number): unknown => {
  const start = reader.position
  skip(reader, depth)
  const item = reader.input.subarray(start, reader.position)
  let value: unknown
  let again: Uint8Array
  try {
    value = decode(item, DECODE)
    // The writer refuses more than the reader: maps and arrays as keys of a map.
    again = encodeAny(value)
  } catch (cause) {
    throw reader.malformed(`cborg: ${cause instanceof Error ? cause.message : 'refused'}`)
  }
  // Nothing that would change when it is written again may be accepted (two keys of a Map may coincide in JavaScript).
  if (!sameBytes(again, item)) throw reader.malformed('not deterministic')
  return value
}

/** Deterministic encoding of a value that `readAny` may have returned. */
export const encodeAny = (value: unknown): Uint8Array => encode(value, rfc8949EncodeOptions)
