import { demand, refuse } from './refuse.ts'

/** Deterministic CBOR (RFC 8949 §4.2.1) as docs/spec/link-log.cddl narrows it: no floats, no tags, no integer beyond 2^53-1. */

export type Item = number | string | boolean | null | Uint8Array | readonly Item[] | ItemMap
/** Keys that are byte strings stand as `h'...'` behind a NUL, which no key of the formats begins with. */
export type ItemMap = ReadonlyMap<number | string, Item>

const BAD = 'CBOR_INVALID'
/** link-log.cddl: containers within one another, the outermost counted. */
const MAX_DEPTH = 6
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class Reader {
  readonly bytes: Buffer
  readonly maxDepth: number
  at = 0
  constructor(bytes: Uint8Array, maxDepth: number) {
    this.maxDepth = maxDepth
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  take(length: number): Buffer {
    demand(length <= this.bytes.length - this.at, BAD, 'ends early')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** Major type and argument; the argument in its shortest form. */
  head(): readonly [number, number] {
    const first = this.take(1)[0] ?? 0
    const info = first & 31
    if (info < 24) return [first >> 5, info]
    demand(info <= 27, BAD, 'indefinite or reserved length')
    const size = 1 << (info - 24)
    const raw = this.take(size)
    const value = size === 8 ? raw.readBigUInt64BE() : BigInt(raw.readUIntBE(0, size))
    const least = [24n, 0x100n, 0x10000n, 0x100000000n][info - 24] ?? 0n
    demand(value >= least, BAD, 'not the shortest form')
    demand(value <= BigInt(Number.MAX_SAFE_INTEGER), BAD, 'beyond 2^53-1')
    return [first >> 5, Number(value)]
  }

  item(depth: number): Item {
    const [major, value] = this.head()
    demand((major !== 4 && major !== 5) || depth <= this.maxDepth, BAD, 'nested too deep')
    switch (major) {
      case 0:
        return value
      case 1:
        demand(value < Number.MAX_SAFE_INTEGER, BAD, 'below -(2^53-1)')
        return -1 - value
      case 2:
        return Uint8Array.from(this.take(value))
      case 3:
        return this.text(value)
      case 4:
        demand(value <= this.bytes.length - this.at, BAD, 'ends early')
        return Array.from({ length: value }, () => this.item(depth + 1))
      case 5:
        return this.map(value, depth)
      case 7:
        if (value === 22) return null
        if (value === 20 || value === 21) return value === 21
    }
    return refuse(BAD, 'a type that the formats do not use')
  }

  text(length: number): string {
    try {
      return text.decode(this.take(length))
    } catch (error) {
      if (error instanceof TypeError) return refuse(BAD, 'not UTF-8')
      throw error
    }
  }

  map(count: number, depth: number): ItemMap {
    demand(count * 2 <= this.bytes.length - this.at, BAD, 'ends early')
    const map = new Map<number | string, Item>()
    let before: Buffer | null = null
    for (let n = 0; n < count; n += 1) {
      const start = this.at
      const key = this.item(depth + 1)
      const raw = this.bytes.subarray(start, this.at)
      demand(before === null || Buffer.compare(before, raw) < 0, BAD, 'map keys not ascending')
      before = raw
      if (typeof key === 'number' || typeof key === 'string') map.set(key, this.item(depth + 1))
      else if (key instanceof Uint8Array) map.set(`\0${raw.toString('hex')}`, this.item(depth + 1))
      else refuse(BAD, 'a map key that is neither integer, text nor byte string')
    }
    return map
  }
}

export function readCbor(bytes: Uint8Array, maxDepth = MAX_DEPTH): Item {
  const reader = new Reader(bytes, maxDepth)
  const item = reader.item(1)
  demand(reader.at === bytes.length, BAD, 'bytes after the end')
  return item
}

/** Whether a key of a map, as this reader gives it, was a text. */
export const isKeyText = (key: number | string): key is string => typeof key === 'string' && !key.startsWith('\0')

/** Head of an item in its shortest form. */
function head(major: number, value: number): Buffer {
  const size = value < 24 ? 0 : value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x1_0000_0000 ? 4 : 8
  const out = Buffer.alloc(1 + size)
  out[0] = (major << 5) | (size === 0 ? value : 24 + Math.log2(size))
  if (size === 8) out.writeBigUInt64BE(BigInt(value), 1)
  else if (size > 0) out.writeUIntBE(value, 1, size)
  return out
}

/** What the message under a seal needs: integers, texts, byte strings, arrays. */
export function writeCbor(item: number | string | Uint8Array | readonly (number | string | Uint8Array)[]): Buffer {
  if (typeof item === 'number') return head(0, item)
  if (typeof item === 'string') return Buffer.concat([head(3, Buffer.byteLength(item)), Buffer.from(item)])
  if (item instanceof Uint8Array) return Buffer.concat([head(2, item.length), item])
  return Buffer.concat([head(4, item.length), ...item.map((one) => writeCbor(one))])
}

/** The same bytes? */
export const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

// --- Shapes. Each takes the code of the refusal, as the same shape counts differently in an entry and in a bundle.

export function uint(item: Item | undefined, code: string): number {
  demand(typeof item === 'number' && item >= 0, code, 'no unsigned integer')
  return item
}

export function tstr(item: Item | undefined, code: string, maxBytes = Number.MAX_SAFE_INTEGER): string {
  demand(typeof item === 'string' && Buffer.byteLength(item) <= maxBytes, code, 'no text of its length')
  return item
}

export function bstr(item: Item | undefined, code: string, size?: number): Uint8Array {
  demand(item instanceof Uint8Array && (size === undefined || item.length === size), code, 'no byte string of its size')
  return item
}

/** An array of between `least` and `most` items. */
export function array(item: Item | undefined, code: string, least: number, most = least): readonly Item[] {
  demand(Array.isArray(item) && item.length >= least && item.length <= most, code, 'no array of its length')
  return item
}

export function map(item: Item | undefined, code: string): ItemMap {
  demand(item instanceof Map, code, 'no map')
  return item
}
