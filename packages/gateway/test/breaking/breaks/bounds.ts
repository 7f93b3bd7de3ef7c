import type { Break } from '../break.ts'

const LINK = 'packages/gateway/src/link'
const SIM = 'packages/gateway/test/simulator'

/** What a peer can make this gateway keep, hold or wait for. */
export const BOUNDS: readonly Break[] = [
  {
    name: 'answers on without receipts',
    promise: 'bounded',
    rule: 'refuses new requests to that peer (`RECEIPT_OWED`): they were not run',
    file: `${LINK}/peer-link.ts`,
    find: 'if (this.outbound.due.tooMany(kernel.clock()))',
    replace: 'if (kernel.clock() < 0)',
    test: {
      path: `${SIM}/told-links.test.ts`,
      title: 'a consumer that takes answers and keeps its receipts back gets nothing more to answer',
    },
  },
  {
    name: 'answers a control that it refuses',
    promise: 'bounded',
    rule: 'Controls, and a batch with nothing decodable but controls, are never answered.',
    file: `${LINK}/lane/answerable.ts`,
    find: 'return entry?.kind === KIND.control',
    replace: 'return entry?.kind === KIND.control && entry.created < 0',
    test: { path: `${SIM}/told-clocks.test.ts`, title: 'a refused control is not answered' },
  },
  {
    name: 'keeps refused bytes without end',
    promise: 'bounded',
    rule: 'Refused bytes have a quota of 64 MiB a peer and day (`QUOTA`, a lane fault).',
    file: `${LINK}/lane/refused-bytes.ts`,
    find: '&& this.#bytes > this.#limit',
    replace: '&& this.#bytes < 0',
    test: { path: `${SIM}/told-floods.test.ts`, title: 'is stopped at the quota, and it alone' },
  },
  {
    name: 'never forgets the refused bytes of a day',
    promise: 'recovers',
    rule: 'Refused bytes have a quota of 64 MiB a peer and day',
    file: `${LINK}/lane/refused-bytes.ts`,
    find: 'Math.floor(now / DAY_MS) === this.#day &&',
    replace: '',
    test: { path: `${SIM}/told-halts.test.ts`, title: 'that is used up halts lanes until the next UTC day' },
  },
  {
    name: 'fetches blobs without end',
    promise: 'bounded',
    rule: 'those that have to be fetched are at most 48 MiB a batch',
    file: `${LINK}/fetch-blobs.ts`,
    find: 'if (large > LIMITS.largeBlobsBytes)',
    replace: 'if (large < 0)',
    test: { path: `${LINK}/fetch-blobs.test.ts`, title: 'are not fetched when they are more than a batch may ask for' },
  },
  {
    name: 'holds everything up for a slow blob',
    promise: 'bounded',
    rule: 'so that a slow blob holds up nothing else',
    file: `${LINK}/peer-link.ts`,
    find: 'const writer = await this.#lanes.writerBy(until, head.item === null || body?.item === null)',
    replace: 'const writer = await this.#lanes.writerBy(until, false)',
    test: { path: `${SIM}/told-blobs.test.ts`, title: 'a blob that does not come holds up its own lane alone' },
  },
  {
    name: 'overtakes a batch that waits',
    promise: 'ordered',
    rule: 'Consecutive entries, the seals over them and one checkpoint; one frame, one commit.',
    file: `${LINK}/inbound.ts`,
    find: 'if (lane && !before) {',
    replace: 'if (lane) {',
    test: { path: `${SIM}/told-blobs.test.ts`, title: 'a batch behind one that waits for its blob waits too' },
  },
]
