/** PostgreSQL's types of array elements that this file writes: their OIDs and lengths in bytes. */
const TYPES = {
  smallint: { oid: 21, length: 2 },
  integer: { oid: 23, length: 4 },
  bigint: { oid: 20, length: 8 },
  uuid: { oid: 2950, length: 16 },
} as const
const HEADER = 20
const NULL_LENGTH = -1
const UINT32 = 2 ** 32

/**
 * A one-dimensional array in the binary form that PostgreSQL's array_recv reads (src/backend/utils/adt/arrayfuncs.c): number of dimensions,
 * whether nulls follow, OID of the elements, length, lower bound; then a length (-1: null) and the bytes of each element. It costs a fraction of
 * text that is escaped here and parsed there.
 *
 * @param values whole numbers from 0 up to what the type holds, 2^53 - 1 for bigint
 */
export function integerArray(type: 'smallint' | 'integer' | 'bigint', values: readonly (number | null)[]): Buffer {
  const { oid, length } = TYPES[type]
  const out = Buffer.allocUnsafe(HEADER + values.length * (4 + length))
  let at = writeHeader(out, oid, values.length, values.includes(null))
  for (const value of values) {
    if (value === null) {
      at = out.writeInt32BE(NULL_LENGTH, at)
      continue
    }
    at = out.writeInt32BE(length, at)
    if (type === 'smallint') at = out.writeInt16BE(value, at)
    else {
      if (type === 'bigint') at = out.writeInt32BE(Math.floor(value / UINT32), at)
      at = type === 'bigint' ? out.writeUInt32BE(value % UINT32, at) : out.writeInt32BE(value, at)
    }
  }
  return out.subarray(0, at)
}

/** As {@link integerArray}, for uuids of 16 bytes each. */
export function uuidArray(values: readonly Uint8Array[]): Buffer {
  const { oid, length } = TYPES.uuid
  const out = Buffer.allocUnsafe(HEADER + values.length * (4 + length))
  let at = writeHeader(out, oid, values.length, false)
  for (const value of values) {
    at = out.writeInt32BE(length, at)
    out.set(value, at)
    at += length
  }
  return out
}

function writeHeader(out: Buffer, oid: number, length: number, nulls: boolean): number {
  let at = out.writeInt32BE(1, 0)
  at = out.writeInt32BE(nulls ? 1 : 0, at)
  at = out.writeInt32BE(oid, at)
  at = out.writeInt32BE(length, at)
  return out.writeInt32BE(1, at)
}
