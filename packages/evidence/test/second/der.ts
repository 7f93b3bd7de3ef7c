import { demand, refuse } from './refuse.ts'

/** DER (X.690), as much of it as a certificate has. */

export interface Der {
  readonly tag: number
  readonly value: Buffer
  /** With tag and length. */
  readonly whole: Buffer
}

export function readDer(bytes: Buffer, code: string): Der {
  const [first] = readAll(bytes, code)
  demand(first !== undefined && first.whole.length === bytes.length, code, 'bytes behind the value')
  return first
}

/** All values that stand one behind another in the bytes. */
export function readAll(bytes: Buffer, code: string): readonly Der[] {
  const out: Der[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0
    demand((tag & 31) !== 31, code, 'tag of several bytes')
    const first = bytes[at + 1] ?? refuse(code, 'ends early')
    const count = first < 0x80 ? 0 : first & 0x7f
    demand(first !== 0x80 && count <= 4 && at + 2 + count <= bytes.length, code, 'length')
    const length = count === 0 ? first : bytes.readUIntBE(at + 2, count)
    demand(count === 0 || (length >= 0x80 && bytes[at + 2] !== 0), code, 'length is not the shortest')
    const start = at + 2 + count
    demand(length <= bytes.length - start, code, 'ends early')
    out.push({ tag, value: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) })
    at = start + length
  }
  return out
}

/** The values in a SEQUENCE or another constructed value of `tag`. */
export function within(one: Der | undefined, tag: number, code: string): readonly Der[] {
  demand(one !== undefined && one.tag === tag, code, 'another value than should stand there')
  return readAll(one.value, code)
}

export function oidOf(one: Der | undefined, code: string): string {
  demand(one !== undefined && one.tag === 0x06 && one.value.length > 0, code, 'no object identifier')
  const arcs: number[] = []
  let arc = 0
  for (const byte of one.value) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first = 0, ...rest] = arcs
  const top = Math.min(2, Math.floor(first / 40))
  return [top, first - top * 40, ...rest].join('.')
}

/** UTCTime or GeneralizedTime of RFC 5280 §4.1.2.5, in milliseconds. */
export function timeOf(one: Der | undefined, code: string): number {
  const text = one?.value.toString('latin1') ?? ''
  const short = one?.tag === 0x17
  const match = (short ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(
    text,
  )
  demand(match !== null && (short || one?.tag === 0x18), code, 'time')
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  const full = short ? (year < 50 ? 2000 + year : 1900 + year) : year
  return Date.UTC(full, month - 1, day, hour, minute, second)
}
