import { asBuffer } from '../bytes.ts'
import { malformedIdentifier } from '../identifier/segment.ts'

const TWO_16 = 0x1_0000
const TWO_32 = 0x1_0000_0000
const TWO_48 = 0x1_0000_0000_0000
const TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * RFC 9562 §5.7: 48 bits of Unix milliseconds, version 7, variant 10, the rest random.
 * `random`: 10 bytes, of which 6 bits give way to version and variant.
 */
export const uuid7 = (nowMs: number, random: Uint8Array): Uint8Array => {
  if (!(Number.isInteger(nowMs) && nowMs >= 0 && nowMs < TWO_48)) throw new RangeError('time outside 48 bits')
  if (random.length !== 10) throw new RangeError('ten random bytes are needed')
  const id = Buffer.allocUnsafe(16)
  id.writeUInt32BE(Math.floor(nowMs / TWO_16), 0)
  id.writeUInt16BE(nowMs % TWO_16, 4)
  id.set(random, 6)
  id[6] = 0x70 | ((random[0] as number) & 0x0f)
  id[8] = 0x80 | ((random[2] as number) & 0x3f)
  return id
}

/** Whether 16 bytes carry version 7 and the variant of RFC 9562 §4.1. */
export const isUuid7 = (id: Uint8Array): boolean =>
  id.length === 16 && (id[6] as number) >>> 4 === 7 && (id[8] as number) >>> 6 === 2

/** Unix milliseconds in a UUIDv7. */
export const uuid7Time = (id: Uint8Array): number => {
  const bytes = asBuffer(id)
  return bytes.readUInt16BE(0) * TWO_32 + bytes.readUInt32BE(2)
}

/** Lower-case text form, 36 characters. */
export const uuidToString = (id: Uint8Array): string => {
  if (id.length !== 16) throw new RangeError('a UUID has 16 bytes')
  const hex = asBuffer(id).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Bytes of a UUID in its text form, either case, any version. Throws MALFORMED_IDENTIFIER. */
export const uuidFromString = (text: string): Uint8Array => {
  if (!TEXT.test(text)) throw malformedIdentifier(text.slice(0, 40), 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx')
  return Buffer.from(text.replaceAll('-', ''), 'hex')
}
