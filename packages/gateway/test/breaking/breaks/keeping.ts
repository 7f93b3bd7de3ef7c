import type { Break } from '../break.ts'

const LINK = 'packages/gateway/src/link'
const SIM = 'packages/gateway/test/simulator'
const DURABILITY = 'The receiver commits before it receipts or calls the provider.'

/** What is acknowledged is durable, and stays. */
export const KEEPING: readonly Break[] = [
  {
    name: 'acts before the commit',
    promise: 'kept',
    rule: DURABILITY,
    file: `${LINK}/inbound.ts`,
    find: '    lane.underWay++',
    replace: '    lane.underWay++; onReceived(received, lane.reader.lane)',
    test: { first: 1, count: 50 },
  },
  {
    name: 'receipts before the commit',
    promise: 'kept',
    rule: DURABILITY,
    file: `${LINK}/inbound.ts`,
    find: '    lane.underWay++',
    replace:
      '    lane.underWay++; lane.unreceipted = { size: received.size, body: received.checkpoint }; this.#sendReceipt(lane)',
    test: { first: 1, count: 50 },
  },
  {
    name: 'passes over a failed commit',
    promise: 'kept',
    rule: 'A commit that fails, or whose result is unknown, is tried again with the same bytes or ends the run',
    file: 'packages/gateway/src/journal/committer.ts',
    find: 'this.#options.onFailure(error)',
    replace: 'for (const work of taken) work.done?.(); this.#failed = false; this.wake(); void error',
    test: {
      path: `${SIM}/told-crashes.test.ts`,
      title: 'a lane that a successor settled does not grow when the paused run wakes with a call in hand',
    },
  },
  {
    name: 'adopts nothing back',
    promise: 'kept',
    rule: 'what the peer holds and the writer lost (sent, not committed; or an older backup) is adopted back',
    file: `${LINK}/settling.ts`,
    find: 'if (!mine || open.size <= mine.frontier.size) return',
    replace: 'if (origin.length > 0) return',
    test: {
      path: `${SIM}/told-crashes.test.ts`,
      title: 'a writer that crashed between sending and committing signs no second history',
    },
  },
  {
    name: 'drops what is given back early',
    promise: 'kept',
    rule: 'Then it sends, as `batch` frames, what it holds of those lanes and the dialler lacks',
    file: `${LINK}/outbound.ts`,
    find: 'this.#early.push(frame)',
    replace: 'void frame',
    test: {
      path: `${SIM}/told-crashes.test.ts`,
      title: 'a writer that crashed between sending and committing signs no second history',
    },
  },
  {
    name: 'settles on any receipt',
    promise: 'kept',
    rule: 'A lane is settled when a receipt for its final size is there or both hellos state the same size and root',
    file: `${LINK}/settling.ts`,
    find: 'mine.adopting === 0 && mine.frontier.size === size && mine.theirs !== null && mine.theirs <= size',
    replace: 'size >= 0',
    test: {
      path: `${SIM}/told-lies.test.ts`,
      title: 'a receipt said again after a backup was put back settles no lane that the peer holds more of',
    },
  },
  {
    name: 'leaves settled lanes closed',
    promise: 'kept',
    rule: 'a lane that was settled is opened again',
    file: `${LINK}/outbound.ts`,
    find: 'this.#settling.reopenLost(theirs)',
    replace: 'this.#settling.rows()',
    test: { path: `${SIM}/told-restores.test.ts`, title: 'a settled lane that its reader lost is given again' },
  },
  {
    name: 'adopts what it never signed',
    promise: 'proper',
    rule: "is adopted back, after the writer's own lane signature on it is verified",
    file: `${LINK}/settling.ts`,
    find: 'if (!own.some((key) => signedBy(open.note, origin, key)))',
    replace: 'if (own.length < 0)',
    test: { path: `${SIM}/told-lanes.test.ts`, title: 'a peer gives back nothing that its writer never signed' },
  },
  {
    name: 'greets before its commits are done',
    promise: 'kept',
    rule: 'The peer answers, after the commits under way, with `hello`',
    file: `${LINK}/inbound.ts`,
    find: '// "It is answered after the commits under way."\n    await kernel.committer.drained()',
    replace: '',
    test: { first: 1, count: 500 },
  },
  {
    name: 'gives no receipt again',
    promise: 'told',
    rule: 'A batch at or below the size held is receipted again if the stored root agrees.',
    file: `${LINK}/inbound.ts`,
    find: 'await this.#receipts.again(wire, row)',
    replace: 'void row',
    test: {
      path: `${SIM}/told-links.test.ts`,
      title: 'a run that died before its last receipt came leaves the next one to keep it',
    },
  },
  {
    name: 'runs a call before its large body is here',
    promise: 'kept',
    rule: '`null` is fetched from',
    file: `${LINK}/inbound.ts`,
    find: '&& !frame.blobs.includes(null)) {',
    replace: ') {',
    test: { path: `${SIM}/told-blobs.test.ts`, title: 'a call with a large body is answered with a large body' },
  },
]
