import type { Break } from '../break.ts'

const LINK = 'packages/gateway/src/link'
const SIM = 'packages/gateway/test/simulator'

/** Runs, slots and epochs. */
export const RUNS: readonly Break[] = [
  {
    name: 'lets an earlier run commit',
    promise: 'once',
    rule: "made by the session that holds the slot's lock: an earlier run that was paused and wakes again commits nothing",
    file: 'packages/gateway/src/journal/slot-lock.ts',
    find: 'if (later.rowCount !== 0) {',
    replace: 'if (later.rowCount === null) {',
    test: {
      path: 'packages/gateway/src/journal/pg-journal.test.ts',
      title: 'lets a run that was paused commit nothing after its successor began',
    },
  },
  {
    name: 'takes an epoch that is ahead',
    promise: 'proper',
    rule: 'A reader MUST refuse an epoch more than 30 s ahead of its clock (`EPOCH_AHEAD`)',
    file: `${LINK}/inbound.ts`,
    find: 'if (epoch > kernel.clock() + LIMITS.futureSkewMs)',
    replace: 'if (epoch < 0)',
    test: {
      path: `${SIM}/told-crashes.test.ts`,
      title: 'a run that took its epoch from a wrong clock gives its slot up when the clock is right',
    },
  },
  {
    name: 'keeps the slot of a wrong clock',
    promise: 'recovers',
    rule: 'A reader MUST refuse an epoch more than 30 s ahead of its clock (`EPOCH_AHEAD`)',
    file: `${LINK}/outbound.ts`,
    find: "(code === 'EPOCH_AHEAD' && this.#clockWasAhead())",
    replace: 'code.length === 0',
    test: {
      path: `${SIM}/told-crashes.test.ts`,
      title: 'a run that took its epoch from a wrong clock gives its slot up when the clock is right',
    },
  },
  {
    name: 'listens to a stale run',
    promise: 'ordered',
    rule: 'a run of whose slot it holds a checkpoint of a later epoch (`LANE_FENCED`, with that checkpoint as proof)',
    file: `${LINK}/inbound.ts`,
    find: 'run.some(({ slot, epoch }) => epoch < (this.#epochs.get(slot) ?? 0))',
    replace: 'run.length < 0',
    test: { path: `${SIM}/told-links.test.ts`, title: 'connection does not displace its successor' },
  },
  {
    name: 'does not show a run that a later one exists',
    promise: 'recovers',
    rule: "A writer whose database knows no more of a slot's highest epoch is told `LANE_FENCED`",
    file: `${LINK}/inbound.ts`,
    find: 'own.epoch < (highest.get(own.slot) ?? 0)',
    replace: 'own.epoch < 0',
    test: {
      path: `${SIM}/told-restores.test.ts`,
      title: 'a run whose journal knows no more of a later one is shown it, and takes a fresh slot',
    },
  },
  {
    name: 'ends its run for a fence that nothing shows',
    promise: 'named',
    rule: "`LANE_FENCED` a signed note of the dialler's own lane of a later epoch of that slot, with its lane line.",
    file: `${LINK}/outbound.ts`,
    find: 'showsLaterRun(message, kernel, peer, run)',
    replace: 'message.length > 0',
    test: {
      path: `${SIM}/told-lies.test.ts`,
      title: 'a peer that says without showing it that a later run exists ends no run',
    },
  },
  {
    name: 'takes what follows a fault',
    promise: 'ordered',
    rule: 'the batch is refused, the lane stops, an alarm is raised',
    file: `${LINK}/inbound.ts`,
    find: 'if (lane.halted) return undefined',
    replace: '',
    test: { path: `${SIM}/told-lanes.test.ts`, title: 'a lane that stopped takes nothing more' },
  },
]
