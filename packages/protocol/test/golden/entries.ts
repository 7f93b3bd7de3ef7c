import type { Entry } from '../../src/index.ts'
import { cbor, entryMap } from '../oracle.ts'
import { plain } from '../plain.ts'
import { CONTROL, DIRECTORY, fill, LANES, ORIGIN, REQUEST, SLOTS } from './samples.ts'

const correlation = { origin: ORIGIN, index: 77, leaf: fill(32, 0x1f) }

const accepted: [string, Entry][] = [
  ['request without body', REQUEST],
  [
    'request with body, idempotency tag and agreement',
    {
      ...REQUEST,
      body: { size: 10_485_760, digest: fill(32, 0xb0) },
      idempotency: fill(32, 0x1d),
      method: 'POST',
      agreement: 'KW-QA-0017',
    },
  ],
  [
    'response of the service',
    { ...REQUEST, kind: 2, body: { size: 0, digest: fill(32, 0xb1) }, correlation, status: 200 },
  ],
  [
    'response of the gateway: access denied',
    { ...REQUEST, kind: 2, correlation: { ...correlation, index: 2 ** 40 }, status: 500, outcome: 'ACCESS_DENIED' },
  ],
  ['transfer', { ...REQUEST, kind: 3, body: { size: 5_000_000_000, digest: fill(32, 0xb2) }, method: null }],
  ['event', { ...REQUEST, kind: 4, receiver: 'SA/GOV/MOI', method: null, body: { size: 23, digest: fill(32, 0xb3) } }],
  [
    'receipt of the receiving system',
    { ...REQUEST, kind: 5, head: null, correlation, outcome: 'accepted', method: null },
  ],
  [
    'control open',
    {
      ...CONTROL,
      control: {
        name: 'open',
        versions: { min: 1, max: 1 },
        laneKey: fill(32, 0x1a),
        directory: DIRECTORY,
        slots: SLOTS,
        earlier: LANES,
      },
    },
  ],
  [
    'control open of a first run',
    {
      ...CONTROL,
      control: {
        name: 'open',
        versions: { min: 1, max: 2 },
        laneKey: fill(32, 0x1a),
        directory: DIRECTORY,
        slots: [],
        earlier: [],
      },
    },
  ],
  ['control settled', { ...CONTROL, control: { name: 'settled', lanes: LANES } }],
  ['control seals', { ...CONTROL, control: { name: 'seals', digests: [fill(32, 0x5e), fill(32, 0x5f)] } }],
  [
    'control refused',
    {
      ...CONTROL,
      control: {
        name: 'refused',
        origin: ORIGIN,
        items: [
          { index: 23, leaf: fill(32, 0x1f), code: 'SEAL_INVALID' },
          { index: 24, leaf: fill(32, 0x2f), code: 'REPLAYED' },
        ],
      },
    },
  ],
  ['control outcome', { ...CONTROL, correlation, control: { name: 'outcome', code: 'OUTCOME_UNKNOWN' } }],
  [
    'identifiers with escaped and national letters',
    { ...REQUEST, sender: 'KW/GOV/a%2Fb/%D9%85%D8%B1%D9%88%D8%B1', service: 'مخالفات', agreement: 'اتفاقية 17' },
  ],
  [
    'largest integers',
    {
      ...REQUEST,
      created: Number.MAX_SAFE_INTEGER,
      deadline: 2 ** 32,
      directory: { ...DIRECTORY, number: 2 ** 32 - 1 },
    },
  ],
  [
    'unknown keys from 1000 on are kept',
    {
      ...REQUEST,
      extra: new Map<number, unknown>([
        [1000, 'later'],
        [
          70_000,
          [
            true,
            null,
            -1,
            fill(3, 0xee),
            new Map<unknown, unknown>([
              [1, 'a'],
              ['b', []],
            ]),
          ],
        ],
      ]),
    },
  ],
]

const changed = (base: Entry, changes: readonly [unknown, unknown][]): Buffer => {
  const map = entryMap(base)
  for (const [key, value] of changes) map.set(key, value)
  return cbor(map)
}
const without = (key: number): Buffer => {
  const map = entryMap(REQUEST)
  map.delete(key)
  return cbor(map)
}

const good = cbor(entryMap(REQUEST))
const swapped = (from: string, to: string): Buffer => {
  const hex = good.toString('hex')
  if (!hex.includes(from)) throw new Error(`vector has no ${from}`)
  return Buffer.from(hex.replace(from, to), 'hex')
}

const refused: [string, Buffer, string][] = [
  ['unknown key below 1000', changed(REQUEST, [[29, 1]]), 'UPGRADE_NEEDED'],
  ['unknown key between head and tail', changed(REQUEST, [[12, 1]]), 'UPGRADE_NEEDED'],
  ['format version 2', changed(REQUEST, [[20, 2]]), 'UPGRADE_NEEDED'],
  ['nothing', Buffer.alloc(0), 'CBOR_INVALID'],
  ['ends early', good.subarray(0, -1), 'CBOR_INVALID'],
  ['byte after the end', Buffer.concat([good, Buffer.of(0)]), 'CBOR_INVALID'],
  ['map of indefinite length', Buffer.concat([Buffer.of(0xbf), good.subarray(1), Buffer.of(0xff)]), 'CBOR_INVALID'],
  ['kind 1 in two bytes', swapped('1501', '151801'), 'CBOR_INVALID'],
  ['created in nine bytes where five do', swapped('021b000001a0c4506c00', '021b00000000ffffffff'), 'CBOR_INVALID'],
  ['integer beyond 2^53-1', swapped('021b000001a0c4506c00', '021b0020000000000000'), 'CBOR_INVALID'],
  ['key 2 twice', swapped('031b000001a0c4515660', '021b000001a0c4515660'), 'CBOR_INVALID'],
  ['invalid UTF-8', swapped(Buffer.from('violations').toString('hex'), 'c0af696f6c6174696f6e'), 'CBOR_INVALID'],
  ['float in a kept key', changed(REQUEST, [[1000, 1.5]]), 'CBOR_INVALID'],
  [
    'tag in a kept key',
    Buffer.concat([Buffer.of(0xad), good.subarray(1), Buffer.from('1903e8c100', 'hex')]),
    'CBOR_INVALID',
  ],
  ['kept key nested seven deep', changed(REQUEST, [[1000, [[[[[[]]]]]]]]), 'CBOR_INVALID'],
  ['array instead of map', cbor([1]), 'ENTRY_UNDECODABLE'],
  ['id missing', without(1), 'ENTRY_UNDECODABLE'],
  ['salt missing', without(4), 'ENTRY_UNDECODABLE'],
  ['format version missing', without(20), 'ENTRY_UNDECODABLE'],
  [
    'id of version 4',
    changed(REQUEST, [[1, Buffer.from('01a0c4506c004aaabbbbbbbbbbbbbbbb', 'hex')]]),
    'ENTRY_UNDECODABLE',
  ],
  ['text as time', changed(REQUEST, [[2, '0']]), 'ENTRY_UNDECODABLE'],
  ['digest of 31 bytes', changed(REQUEST, [[5, [1, fill(31, 0)]]]), 'ENTRY_UNDECODABLE'],
  ['status 99', changed(REQUEST, [[8, 99]]), 'ENTRY_UNDECODABLE'],
  ['kind 7', changed(REQUEST, [[21, 7]]), 'ENTRY_UNDECODABLE'],
  ['sender not in canonical form', changed(REQUEST, [[22, 'KW/GOV/M%4FI/traffic']]), 'ENTRY_UNDECODABLE'],
  ['correlation without its log', changed(REQUEST, [[7, [1, fill(32, 0)]]]), 'ENTRY_UNDECODABLE'],
  ['log without correlation', changed(REQUEST, [[25, ORIGIN]]), 'ENTRY_UNDECODABLE'],
  ['control in a request', changed(REQUEST, [[11, ['outcome', 'NOT_RUN']]]), 'ENTRY_UNDECODABLE'],
  ['control kind without control', changed(REQUEST, [[21, 6]]), 'ENTRY_UNDECODABLE'],
  ['unknown control', changed(CONTROL, [[11, ['dance', 1]]]), 'ENTRY_UNDECODABLE'],
  ['control of no seals', changed(CONTROL, [[11, ['seals', []]]]), 'ENTRY_UNDECODABLE'],
]

export const entryVectors = () => ({
  format: 'docs/spec/link-log.cddl entry',
  accepted: accepted.map(([title, entry]) => ({
    title,
    hex: cbor(entryMap(entry)).toString('hex'),
    value: plain(entry),
  })),
  refused: refused.map(([title, bytes, code]) => ({ title, hex: bytes.toString('hex'), code })),
})
