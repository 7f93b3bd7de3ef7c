import type { Choices } from '../choices.ts'

/** Integers at which parsers go wrong, as they stand in length fields and counters. */
export const BOUNDARIES: readonly number[] = [
  0,
  1,
  23,
  24,
  31,
  32,
  127,
  128,
  255,
  256,
  1023,
  1025,
  4096,
  65_535,
  65_536,
  0x7fff_ffff,
  0x8000_0000,
  0xffff_fffe,
  0xffff_ffff,
  0x1_0000_0000,
  Number.MAX_SAFE_INTEGER - 1,
  Number.MAX_SAFE_INTEGER,
]

/** Nesting that breaks a parser which calls itself for each level. */
const DEEP = [2, 7, 33, 1000, 20_000]
/** One byte that opens a container in some format: CBOR array, map, byte string, tag, indefinite array; JSON; DER. */
const OPENERS = [0x81, 0xa1, 0x41, 0xc1, 0x9f, 0x5b, 0x7b, 0x30, 0x2f, 0x25]
/** UTF-8 that is none: cut short, over-long slash and NUL, surrogate, beyond U+10FFFF, lone continuation; then a BOM and a control. */
export const DAMAGED_UTF8: readonly Buffer[] = [
  'c3',
  'c0af',
  'c080',
  'e080af',
  'eda080',
  'f4908080',
  '80',
  'fffe',
  'efbbbf',
  'e280ae',
  '00',
].map((hex) => Buffer.from(hex, 'hex'))

type Mutation = (input: Buffer, choices: Choices, seeds: readonly Uint8Array[]) => Buffer

const slice = (input: Buffer, choices: Choices): [number, number] => {
  const start = choices.below(input.length + 1)
  return [start, start + choices.below(Math.min(64, input.length - start) + 1)]
}

const splice = (input: Buffer, at: number, remove: number, insert: Uint8Array): Buffer =>
  Buffer.concat([input.subarray(0, at), insert, input.subarray(at + remove)])

const boundary = (choices: Choices): Buffer => {
  const size = choices.pick([1, 2, 4, 8])
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(choices.pick(BOUNDARIES)))
  return bytes.subarray(8 - size)
}

const MUTATIONS: readonly Mutation[] = [
  function flipBit(input, choices) {
    const at = choices.below(input.length)
    const changed = Buffer.from(input)
    if (input.length > 0) changed[at] = (input[at] as number) ^ (1 << choices.below(8))
    return changed
  },
  function setByte(input, choices) {
    const changed = Buffer.from(input)
    if (input.length > 0) changed[choices.below(input.length)] = choices.below(256)
    return changed
  },
  function truncate(input, choices) {
    return input.subarray(0, choices.below(input.length + 1))
  },
  function cutHead(input, choices) {
    return input.subarray(choices.below(input.length + 1))
  },
  function insert(input, choices) {
    const bytes = Buffer.from(Array.from({ length: 1 + choices.below(8) }, () => choices.below(256)))
    return splice(input, choices.below(input.length + 1), 0, bytes)
  },
  function damageText(input, choices) {
    return splice(input, choices.below(input.length + 1), choices.below(2), choices.pick(DAMAGED_UTF8))
  },
  function remove(input, choices) {
    const [start, end] = slice(input, choices)
    return splice(input, start, end - start, Buffer.alloc(0))
  },
  function duplicate(input, choices) {
    const [start, end] = slice(input, choices)
    return splice(input, end, 0, input.subarray(start, end))
  },
  function lieAboutLength(input, choices) {
    const bytes = boundary(choices)
    return splice(input, choices.below(input.length + 1), bytes.length, bytes)
  },
  function nest(input, choices) {
    const opener = choices.pick(OPENERS)
    const at = choices.once(2) ? choices.below(input.length + 1) : 0
    return splice(input, at, 0, Buffer.alloc(choices.pick(DEEP), opener))
  },
  function spliceOther(input, choices, seeds) {
    const other = choices.pick(seeds)
    const tail = Buffer.from(other).subarray(choices.below(other.length + 1))
    return Buffer.concat([input.subarray(0, choices.below(input.length + 1)), tail])
  },
  function append(input, choices, seeds) {
    return Buffer.concat([input, choices.once(2) ? choices.pick(seeds) : Buffer.of(choices.below(256))])
  },
]

/** Changes bytes without knowing what they mean. */
export function mutateBytes(input: Uint8Array, choices: Choices, seeds: readonly Uint8Array[]): Buffer {
  const owned = Buffer.from(input)
  return choices.pick(MUTATIONS)(owned, choices, seeds)
}
