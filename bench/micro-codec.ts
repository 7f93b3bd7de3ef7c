import {
  type Batch,
  decodeBatch,
  decodeEntry,
  decodeFrame,
  type Entry,
  encodeBatch,
  encodeEntry,
  encodeFrame,
} from '@rabt/protocol'

// Cost of the codec alone, in microseconds: entries (their constant tail cached) and frames of 32 entries.

const fill = (length: number, byte: number): Buffer => Buffer.alloc(length, byte)

const origin = 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/0.1790000000000.0011223344556677'
const response: Entry = {
  id: Buffer.from('01a0c4506c007aaabbbbbbbbbbbbbbbb', 'hex'),
  created: 1_790_000_000_000,
  deadline: 1_790_000_060_000,
  salt: fill(16, 1),
  head: { size: 300, digest: fill(32, 2) },
  body: { size: 1024, digest: fill(32, 3) },
  correlation: { origin, index: 70_000, leaf: fill(32, 4) },
  status: 200,
  outcome: null,
  idempotency: null,
  control: null,
  kind: 2,
  sender: 'QA/GOV/MOI/traffic',
  receiver: 'KW/GOV/MOI/traffic',
  directory: { number: 42, hash: fill(32, 5) },
  service: 'violations',
  method: 'GET',
  agreement: 'KW-QA-0017',
  extra: null,
}

const ROUNDS = 5
/** Median over the rounds of microseconds a call; the sum of results is printed, so that no call can be left out. */
const measure = (title: string, calls: number, act: (i: number) => number): void => {
  const samples: number[] = []
  let sum = 0
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now()
    for (let i = 0; i < calls; i++) sum += act(i)
    if (round > 0) samples.push(((performance.now() - start) / calls) * 1000)
  }
  samples.sort((a, b) => a - b)
  console.log(`${title.padEnd(24)} ${samples[ROUNDS >> 1]?.toFixed(2).padStart(8)} µs   (sum ${sum})`)
}

const entries = Array.from({ length: 32 }, (_, i) => encodeEntry({ ...response, created: response.created + i }))
const batch: Batch = { first: 70_000, entries, seals: [fill(200, 6)], checkpoint: 'x'.repeat(250) }
const frame = {
  type: 'batch',
  batch: encodeBatch(batch),
  blobs: entries.map(() => fill(1056, 7)),
  secrets: new Map(),
} as const
const frameBytes = encodeFrame(frame)

measure('encode entry', 200_000, (i) => encodeEntry({ ...response, created: response.created + i }).length)
measure('decode entry', 200_000, (i) => decodeEntry(entries[i % 32] as Buffer).created % 7)
measure('encode batch of 32', 20_000, () => encodeBatch(batch).length)
measure('decode batch of 32', 20_000, () => decodeBatch(frame.batch).entries.length)
measure('encode frame of 32', 20_000, () => encodeFrame(frame).length)
measure('decode frame of 32', 20_000, () => (decodeFrame(frameBytes).type === 'batch' ? 1 : 0))
