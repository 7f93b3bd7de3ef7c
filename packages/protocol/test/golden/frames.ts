import type { Batch, Frame, Seal } from '../../src/index.ts'
import { cbor, entryMap, frameArray, sealArray } from '../oracle.ts'
import { plain } from '../plain.ts'
import { BULK_ORIGIN, DIRECTORY, fill, LANES, ORIGIN, REQUEST, SLOTS } from './samples.ts'

const seal: Seal = {
  member: 'KW/GOV/MOI',
  count: 2,
  root: fill(32, 0x50),
  key: fill(32, 0x4e),
  signature: fill(71, 0x51),
}
const batch: Batch = {
  first: 255,
  entries: [cbor(entryMap(REQUEST)), Buffer.of(0xa0)],
  seals: [cbor(sealArray(seal))],
  checkpoint: `${ORIGIN}\n257\nUFBQ\n\n\u2014 ${ORIGIN} AAAA\n`,
}
const batchArray = (one: Batch): unknown[] => [one.first, one.entries, one.seals, one.checkpoint]

const frames: [string, Frame][] = [
  [
    'hello',
    {
      type: 'hello',
      versions: { min: 1, max: 1 },
      gateway: 'KW/GOV/EGOV/gw1',
      federation: 'gcc',
      directory: DIRECTORY,
      run: SLOTS,
      lanes: LANES,
    },
  ],
  [
    'batch with inline, large and erased blobs and a secret',
    {
      type: 'batch',
      batch: cbor(batchArray(batch)),
      blobs: [fill(40, 0xb0), null, false],
      secrets: new Map([[0, [{ name: 'Authorization', value: Buffer.from('Bearer sample') }]]]),
    },
  ],
  ['batch without blobs', { type: 'batch', batch: cbor(batchArray(batch)), blobs: [], secrets: new Map() }],
  [
    'receipt',
    { type: 'receipt', origin: ORIGIN, size: 257, line: '\u2014 rabt/v1/gcc/QA/GOV/EGOV/gw1/receipt AAAA\n' },
  ],
  ['fault of a lane', { type: 'fault', code: 'LANE_ROOT', message: 'root differs', origin: BULK_ORIGIN }],
  [
    'fault of a lane that its receiver abandoned',
    { type: 'fault', code: 'LANE_ABANDONED', message: '', origin: ORIGIN },
  ],
  ['fault of the connection', { type: 'fault', code: 'PEER_MISMATCH', message: '', origin: null }],
  ['lines', { type: 'lines', origin: ORIGIN, size: 257, line: '\u2014 rabt/v1/gcc/KW/GOV/EGOV/gw1/lane-pq AAAA\n' }],
  ['revocation', { type: 'revocation', document: Buffer.from('{"signatures":[],"signed":{}}') }],
]

const digest = fill(32, 1)
const refusedFrames: [string, unknown, string][] = [
  ['unknown type', [7, ORIGIN, 1, ''], 'FRAME_INVALID'],
  ['revocation of four items', [6, digest, 1, ''], 'FRAME_INVALID'],
  ['revocation that is text', [6, '{}'], 'FRAME_INVALID'],
  ['receipt of three items', [3, ORIGIN, 1], 'FRAME_INVALID'],
  ['receipt of a lane that is none', [3, 'rabt/v1/x', 1, ''], 'FRAME_INVALID'],
  ['blob shorter than its salt', [2, digest, [fill(31, 0)], new Map()], 'FRAME_INVALID'],
  ['true as blob', [2, digest, [true], new Map()], 'FRAME_INVALID'],
  ['empty list of secrets', [2, digest, [], new Map([[0, []]])], 'FRAME_INVALID'],
  ['hello with a field missing', [1, new Map([[1, [1, 1]]])], 'FRAME_INVALID'],
  ['65 secrets of one entry', [2, digest, [], new Map([[0, new Array(65).fill(['a', fill(1, 0)])]])], 'FRAME_LIMIT'],
]
const refusedBatches: [string, unknown, string][] = [
  ['batch of no entries', [0, [], [], ''], 'FRAME_INVALID'],
  ['batch of three items', [0, [fill(1, 0)], []], 'FRAME_INVALID'],
  ['batch of 1025 entries', [0, new Array(1025).fill(Buffer.of()), [], ''], 'FRAME_LIMIT'],
  ['batch of 65 seals', [0, [fill(1, 0)], new Array(65).fill(Buffer.of()), ''], 'FRAME_LIMIT'],
]
const refusedSeals: [string, unknown, string][] = [
  ['seal of a subsystem', sealArray({ ...seal, member: 'KW/GOV/MOI/traffic' }), 'SEAL_INVALID'],
  ['seal over nothing', sealArray({ ...seal, count: 0 }), 'SEAL_INVALID'],
  ['seal with a short root', sealArray({ ...seal, root: fill(31, 0) }), 'SEAL_INVALID'],
]

const listed = (cases: readonly [string, unknown, string][]) =>
  cases.map(([title, value, code]) => ({ title, hex: cbor(value).toString('hex'), code }))
const hex = (value: unknown): string => cbor(value).toString('hex')

export const frameVectors = () => ({
  format: 'docs/spec/link-log.cddl frame, batch, seal, seal-message',
  frames: frames.map(([title, frame]) => ({ title, hex: hex(frameArray(frame)), value: plain(frame) })),
  batches: [{ title: 'two entries, one seal', hex: hex(batchArray(batch)), value: plain(batch) }],
  seals: [{ title: 'seal of two leaves', hex: hex(sealArray(seal)), value: plain(seal) }],
  sealMessages: [
    {
      title: 'what that seal signs',
      hex: hex(['rabt-seal/v1', seal.member, ORIGIN, seal.count, seal.root]),
      value: plain({ member: seal.member, origin: ORIGIN, count: seal.count, root: seal.root }),
    },
  ],
  refusedFrames: listed(refusedFrames),
  refusedBatches: listed(refusedBatches),
  refusedSeals: listed(refusedSeals),
})
