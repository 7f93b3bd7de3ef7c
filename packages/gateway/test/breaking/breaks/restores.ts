import type { Break } from '../break.ts'

const LINK = 'packages/gateway/src/link'
const TOLD = 'packages/gateway/test/simulator/told-restores.test.ts'
const BEFORE =
  'Every request created before that moment is answered with `OUTCOME_UNKNOWN`, receipted or not: it may have run in the past that the journal does not know.'

/** Journals that were put back to an older copy. */
export const RESTORES: readonly Break[] = [
  {
    name: 'tells nobody of a loss',
    promise: 'once',
    rule: 'If the peer holds less of a lane than it has receipted, the dialler sends `fault` `PEER_LOST_DATA` before anything else',
    file: `${LINK}/outbound.ts`,
    find: 'await this.#compareReceipts(wire, theirs)',
    replace: 'void wire',
    test: {
      path: TOLD,
      title: 'a provider restored unawares is shown it by its own receipt, takes its answer back and signs no other',
    },
  },
  {
    name: 'runs what may have run before the backup',
    promise: 'once',
    rule: BEFORE,
    file: `${LINK}/call/incoming-calls.ts`,
    find: 'return this.#lostBefore > 0 &&',
    replace: 'return this.#lostBefore < 0 &&',
    test: { path: TOLD, title: 'a request that ran, was receipted, and left no answer is OUTCOME_UNKNOWN' },
  },
  {
    name: 'takes old entries for new',
    promise: 'once',
    rule: BEFORE,
    file: `${LINK}/call/incoming-calls.ts`,
    find: '(created <= this.#lostBefore || this.#options.isOld(origin, index))',
    replace: 'created <= this.#lostBefore',
    test: { path: TOLD, title: 'faster clock dates after the restore is not taken for new' },
  },
  {
    name: 'forgets a loss in a crash',
    promise: 'once',
    rule: 'A gateway learns that its journal was put back when',
    file: `${LINK}/link.ts`,
    find: 'kernel.journal.markRestored(this.#restoredAt)',
    replace: 'Promise.resolve()',
    test: { path: TOLD, title: 'a crash between being told of a loss and having everything again runs nothing twice' },
  },
  {
    name: 'lets old entries not wait',
    promise: 'once',
    rule: 'an entry of a lane that the peer held before settling waits until earlier lanes are settled',
    file: `${LINK}/call/incoming-calls.ts`,
    find: 'if (this.#settledOnce || !this.#options.isOld(origin, first))',
    replace: 'if (first >= 0)',
    test: { path: TOLD, title: 'what comes again waits until the peer has shown which answers were lost' },
  },
  {
    name: 'counts a loss for one peer only',
    promise: 'once',
    rule: BEFORE,
    file: `${LINK}/link.ts`,
    find: 'peer.lost(this.#restoredAt)',
    replace: 'void peer',
    test: { path: TOLD, title: 'what one peer shows counts for what all peers send again' },
  },
  {
    name: 'does not know answers that come back',
    promise: 'told',
    rule: 'The first response counts; it outranks `OUTCOME_UNKNOWN`',
    file: `${LINK}/peer-link.ts`,
    find: '      unanswered.answers(entry)\n',
    replace: '',
    test: {
      path: TOLD,
      title: 'a provider restored unawares is shown it by its own receipt, takes its answer back and signs no other',
    },
  },
  {
    name: 'believes a loss that nothing shows',
    promise: 'named',
    rule: 'so that a peer that merely says so ends nothing',
    file: `${LINK}/inbound.ts`,
    find: 'if (shown === null || shown.origin !== origin) return',
    replace: 'if (shown === null || shown.origin !== origin) return onLost(true)',
    test: {
      path: 'packages/gateway/test/simulator/told-lies.test.ts',
      title: 'a peer that says without showing it that data was lost costs only its own requests',
    },
  },
]
