import { decode, encode, rfc8949EncodeOptions } from 'cborg'
import type { BatchFrame, Control, Entry, Frame, LaneState, RunSlot, Seal } from '../src/index.ts'

// The formats of docs/spec/link-log.cddl built a second time, from generic values and cborg alone.

export const cbor = (value: unknown): Buffer => Buffer.from(encode(value, rfc8949EncodeOptions))

/** Decodes strictly; throws for anything that is not valid CBOR. */
export const strictDecode = (bytes: Uint8Array): unknown =>
  decode(bytes, { strict: true, useMaps: true, allowIndefinite: false, rejectDuplicateMapKeys: true })

const version = (v: Entry['directory']) => [v.number, v.hash]
const lanes = (list: readonly LaneState[]) => list.map((lane) => [lane.origin, lane.size, lane.root])
const slots = (list: readonly RunSlot[]) => list.map((slot) => [slot.slot, slot.epoch, slot.random])

const control = (c: Control): unknown[] => {
  switch (c.name) {
    case 'open':
      return [
        'open',
        new Map<number, unknown>([
          [1, [c.versions.min, c.versions.max]],
          [2, c.laneKey],
          [3, version(c.directory)],
          [4, slots(c.slots)],
          [5, lanes(c.earlier)],
        ]),
      ]
    case 'settled':
      return ['settled', lanes(c.lanes)]
    case 'seals':
      return ['seals', c.digests]
    case 'refused':
      return ['refused', c.items.map((item) => [item.index, item.leaf, item.code])]
    case 'outcome':
      return ['outcome', c.code]
  }
}

export const entryMap = (e: Entry): Map<unknown, unknown> => {
  const origin = e.control?.name === 'refused' ? e.control.origin : (e.correlation?.origin ?? null)
  const fields: [number, unknown][] = [
    [1, e.id],
    [2, e.created],
    [3, e.deadline],
    [4, e.salt],
    [5, e.head && [e.head.size, e.head.digest]],
    [6, e.body && [e.body.size, e.body.digest]],
    [7, e.correlation && [e.correlation.index, e.correlation.leaf]],
    [8, e.status],
    [9, e.outcome],
    [10, e.idempotency],
    [11, e.control && control(e.control)],
    [20, 1],
    [21, e.kind],
    [22, e.sender],
    [23, e.receiver],
    [24, version(e.directory)],
    [25, origin],
    [26, e.service],
    [27, e.method],
    [28, e.agreement],
  ]
  return new Map<unknown, unknown>([...fields.filter(([, value]) => value !== null), ...(e.extra ?? [])])
}

export const sealArray = (s: Seal): unknown[] => [s.member, s.count, s.root, s.key, s.signature]

const secretsMap = (secrets: BatchFrame['secrets']) =>
  new Map([...secrets].map(([index, list]) => [index, list.map((secret) => [secret.name, secret.value])]))

export const frameArray = (frame: Frame): unknown[] => {
  switch (frame.type) {
    case 'hello':
      return [
        1,
        new Map<number, unknown>([
          [1, [frame.versions.min, frame.versions.max]],
          [2, frame.gateway],
          [3, frame.federation],
          [4, version(frame.directory)],
          [5, slots(frame.run)],
          [6, lanes(frame.lanes)],
        ]),
      ]
    case 'batch':
      return [2, frame.batch, frame.blobs, secretsMap(frame.secrets)]
    case 'receipt':
      return [3, frame.origin, frame.size, frame.line]
    case 'fault':
      return [4, frame.code, frame.message, frame.origin]
    case 'lines':
      return [5, frame.origin, frame.size, frame.line]
    case 'revocation':
      return [6, frame.document]
  }
}
