import fc from 'fast-check'
import {
  type Batch,
  type Control,
  type Entry,
  type Frame,
  formatId,
  formatOrigin,
  isCanonicalId,
  KIND,
  type LaneState,
  LIMITS,
  type RunSlot,
  type Seal,
  uuid7,
} from '../src/index.ts'

export const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
/** Integers of every encoded length, up to 2^53-1. */
export const uint = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(),
  fc.nat({ max: 300 }),
  fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
)
export const text = (maxBytes: number) =>
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => Buffer.byteLength(value) <= maxBytes)

const part = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9'()+,\-.=?]{1,12}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
)
export const id = (min: number, max: number) =>
  fc
    .array(part, { minLength: min, maxLength: max })
    .map(formatId)
    .filter((value) => isCanonicalId(value, min, max))

const gatewayPart = fc.stringMatching(/^[A-Za-z0-9'()+,\-.=?]{1,3}$/)
const gateway = fc.array(gatewayPart, { minLength: 4, maxLength: 4 }).map(formatId)
const slotName = fc.stringMatching(/^[0-9]{1,3}b?$/)
export const originParts = fc.record({
  federation: fc.stringMatching(/^[a-z ]{1,8}$/),
  sender: gateway,
  receiver: gateway,
  slot: slotName,
  epoch: fc.maxSafeNat(),
  random: bytes(8),
})
export const origin = originParts.map(formatOrigin)

const directory = fc.record({ number: uint, hash: bytes(32) })
const blob = fc.record({ size: uint, digest: bytes(32) })
const range = fc.tuple(uint, uint).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }))
const lane: fc.Arbitrary<LaneState> = fc.record({ origin, size: uint, root: bytes(32) })
const slot: fc.Arbitrary<RunSlot> = fc.record({ slot: slotName, epoch: uint, random: bytes(8) })
const code = text(LIMITS.codeBytes)

export const control: fc.Arbitrary<Control> = fc.oneof(
  fc.record({
    name: fc.constant('open' as const),
    versions: range,
    laneKey: bytes(32),
    directory,
    slots: fc.array(slot, { maxLength: 3 }),
    earlier: fc.array(lane, { maxLength: 3 }),
  }),
  fc.record({ name: fc.constant('settled' as const), lanes: fc.array(lane, { minLength: 1, maxLength: 3 }) }),
  fc.record({ name: fc.constant('seals' as const), digests: fc.array(bytes(32), { minLength: 1, maxLength: 30 }) }),
  fc.record({
    name: fc.constant('refused' as const),
    origin,
    items: fc.array(fc.record({ index: uint, leaf: bytes(32), code }), { minLength: 1, maxLength: 30 }),
  }),
  fc.record({ name: fc.constant('outcome' as const), code }),
)

const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    fc.maxSafeInteger().filter((n) => n > Number.MIN_SAFE_INTEGER),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array(),
    fc.constantFrom(true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' })), tie('value')), {
        maxLength: 3,
        selector: ([key]) => key,
      })
      .map((pairs) => new Map(pairs)),
  ),
})).value

const extra = fc.option(
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1000, max: 2 ** 40 }), anyValue), {
      minLength: 1,
      maxLength: 3,
      selector: ([key]) => key,
    })
    .map((pairs) => new Map(pairs.sort(([a], [b]) => a - b))),
  { freq: 3 },
)

const identity = fc.tuple(fc.nat({ max: 2 ** 47 }), bytes(10)).map(([now, random]) => uuid7(now, random))

const common = {
  id: identity,
  created: uint,
  deadline: uint,
  salt: bytes(16),
  head: fc.option(blob),
  body: fc.option(blob),
  status: fc.option(fc.integer({ min: 100, max: 999 })),
  outcome: fc.option(code),
  idempotency: fc.option(bytes(32)),
  sender: id(3, 4),
  receiver: id(3, 4),
  directory,
  service: fc.option(text(LIMITS.identifierBytes)),
  method: fc.option(text(LIMITS.codeBytes)),
  agreement: fc.option(text(LIMITS.identifierBytes)),
  extra,
}
const correlation = fc.option(fc.record({ origin, index: uint, leaf: bytes(32) }))

export const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({
    ...common,
    correlation,
    control: fc.constant(null),
    kind: fc.constantFrom(KIND.request, KIND.response, KIND.transfer, KIND.event, KIND.receipt),
  }),
  fc
    .record({ ...common, correlation, control, kind: fc.constant(KIND.control) })
    .map((one) => (one.control.name === 'refused' ? { ...one, correlation: null } : one)),
)

export const seal: fc.Arbitrary<Seal> = fc.record({
  member: id(3, 3),
  count: fc.integer({ min: 1, max: LIMITS.batchEntries }),
  root: bytes(32),
  key: bytes(32),
  signature: fc.uint8Array({ maxLength: 72 }),
})

export const batch: fc.Arbitrary<Batch> = fc.record({
  first: fc.maxSafeNat().filter((n) => n < Number.MAX_SAFE_INTEGER - 10),
  entries: fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }),
  seals: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }),
  checkpoint: text(LIMITS.noteBytes),
})

const secrets = fc
  .uniqueArray(
    fc.tuple(
      uint,
      fc.array(fc.record({ name: text(LIMITS.codeBytes), value: fc.uint8Array() }), { minLength: 1, maxLength: 3 }),
    ),
    { maxLength: 3, selector: ([index]) => index },
  )
  .map((pairs) => new Map(pairs.sort(([a], [b]) => a - b)))

const signed = { origin, size: uint, line: text(LIMITS.noteBytes) }

export const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    type: fc.constant('hello' as const),
    versions: range,
    gateway,
    federation: text(LIMITS.originBytes),
    directory,
    run: fc.array(slot, { maxLength: 3 }),
    lanes: fc.array(lane, { maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('batch' as const),
    batch: fc.uint8Array({ maxLength: 400 }),
    blobs: fc.array(
      fc.oneof(fc.uint8Array({ minLength: 32, maxLength: 300 }), fc.constant(null), fc.constant(false as const)),
      { maxLength: 5 },
    ),
    secrets,
  }),
  fc.record({ type: fc.constant('receipt' as const), ...signed }),
  fc.record({ type: fc.constant('lines' as const), ...signed }),
  fc.record({
    type: fc.constant('fault' as const),
    code,
    message: text(LIMITS.faultMessageBytes),
    origin: fc.option(origin),
  }),
  fc.record({ type: fc.constant('revocation' as const), document: fc.uint8Array({ maxLength: 400 }) }),
)

/** A change that an adversary or a broken disk may make. */
export const damage = fc.record({
  at: fc.nat({ max: 2000 }),
  kind: fc.constantFrom('set', 'insert', 'remove', 'cut', 'copy'),
  byte: fc.oneof(
    fc.nat({ max: 255 }),
    fc.constantFrom(0x18, 0x19, 0x1a, 0x1b, 0x5f, 0x7f, 0x9f, 0xbf, 0xff, 0xf7, 0xfb),
  ),
})
export type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

export const damaged = (original: Uint8Array, changes: readonly Damage[]): Buffer => {
  let list = [...original]
  for (const { at, kind, byte } of changes) {
    const position = list.length === 0 ? 0 : at % list.length
    if (kind === 'set') list[position] = byte
    else if (kind === 'insert') list.splice(position, 0, byte)
    else if (kind === 'remove') list.splice(position, 1)
    else if (kind === 'cut') list = list.slice(0, position)
    else list.splice(position, 0, ...list.slice(position, position + (byte % 64)))
  }
  return Buffer.from(list)
}
