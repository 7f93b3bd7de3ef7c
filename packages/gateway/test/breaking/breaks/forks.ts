import type { Break } from '../break.ts'

const LINK = 'packages/gateway/src/link'
const LIES = 'packages/gateway/test/simulator/told-lies.test.ts'
const CONTINUATION = `${LINK}/lane/continuation.test.ts`
const FORK = '**Fork**: two checkpoints of one lane, same size, different roots, both with valid lane signatures.'
const LANES = 'packages/gateway/test/simulator/told-lanes.test.ts'

/** Two histories of one lane. */
export const FORKS: readonly Break[] = [
  {
    name: 'receipts a fork',
    promise: 'fork',
    rule: 'A batch at or below the size held is receipted again if the stored root agrees.',
    file: `${LINK}/inbound.ts`,
    find: 'if (stored && open.checkpoint.root.equals(stored.root)) {',
    replace: 'if (stored) {',
    test: { path: LIES, title: 'two checkpoints of one size are kept as proof, and the lane stops' },
  },
  {
    name: 'keeps one checkpoint of two',
    promise: 'named',
    rule: 'Both are kept as proof, the lane stops, the alarm names who signed.',
    file: `${LINK}/inbound.ts`,
    find: 'JSON.stringify([mine, open.batch.checkpoint])',
    replace: 'JSON.stringify([open.batch.checkpoint])',
    test: { path: LIES, title: 'two checkpoints of one size are kept as proof, and the lane stops' },
  },
  {
    name: 'settles without comparing roots',
    promise: 'fork',
    rule: FORK,
    file: `${LINK}/settling.ts`,
    find: 'mine.frontier.root().equals(theirs.root)',
    replace: 'theirs.root.length > 0',
    test: { path: LANES, title: 'a peer that states another root of an old lane settles nothing' },
  },
  {
    name: 'takes a batch from anywhere in the lane',
    promise: 'ordered',
    rule: 'Lane faults (`LANE_SIZE`, `LANE_ROOT`',
    file: `${LINK}/lane/continuation.ts`,
    find: 'if (open.batch.first !== frontier.size || open.checkpoint.size !== open.size)',
    replace: 'if (open.size < 0)',
    test: { path: CONTINUATION, title: 'is LANE_SIZE, whatever its root' },
  },
  {
    name: 'takes a root that is not that of the leaves',
    promise: 'proper',
    rule: 'The leaf hash is SHA-256(0x00 || entry), the tree that of RFC 9162 §2.1.',
    file: `${LINK}/lane/continuation.ts`,
    find: 'if (!root.equals(open.checkpoint.root))',
    replace: 'if (root.length === 0)',
    test: { path: CONTINUATION, title: 'is LANE_ROOT' },
  },
]
