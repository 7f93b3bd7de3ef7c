import type { Break } from '../break.ts'

const LINK = 'packages/gateway/src/link'
const SIM = 'packages/gateway/test/simulator'
const NOT_RUN = 'A caller is told `NOT_RUN` only if the entry was never sent or the receiver signed its refusal'

/** What a caller is told, and when. */
export const CALLS: readonly Break[] = [
  {
    name: 'says NOT_RUN at every deadline',
    promise: 'told',
    rule: NOT_RUN,
    file: `${LINK}/call/pending-calls.ts`,
    find: "? 'NOT_RUN' : 'OUTCOME_UNKNOWN'",
    replace: "? 'NOT_RUN' : 'NOT_RUN'",
    test: {
      path: `${SIM}/told-links.test.ts`,
      title: 'a one-way link lets no request run after its caller was told that it did not',
    },
  },
  {
    name: 'says NOT_RUN without taking the call back',
    promise: 'told',
    rule: NOT_RUN,
    file: `${LINK}/call/pending-calls.ts`,
    find: 'new RabtError(this.#withdraw(pending) ?',
    replace: 'new RabtError(pending.position === null ?',
    test: { path: `${SIM}/told-crashes.test.ts`, title: 'a stopping gateway does not send what it said was not run' },
  },
  {
    name: 'looks only at the tick of the moment',
    promise: 'told',
    rule: 'the caller has its error at the deadline',
    file: `${LINK}/call/pending-calls.ts`,
    find: 'if (tick > now) continue',
    replace: 'if (tick !== now) continue',
    test: { first: 1, count: 200 },
  },
  {
    name: 'gives a lane up that did not open',
    promise: 'told',
    rule: 'New lanes open at once.',
    file: `${LINK}/peer-link.ts`,
    find: "this.#failed('open lane', error)",
    replace: 'throw error',
    test: {
      path: `${SIM}/told-crashes.test.ts`,
      title: 'a lane that cannot be opened while the database is away is opened when it is back',
    },
  },
  {
    name: 'says nothing of what a dead run left',
    promise: 'told',
    rule: 'is answered with the control `outcome` `OUTCOME_UNKNOWN`. It is never run again.',
    file: `${LINK}/peer-link.ts`,
    find: 'of this.#options.unanswered.take(this.peer)',
    replace: 'of [] as { origin: string; index: number }[]',
    test: {
      path: `${SIM}/told-crashes.test.ts`,
      title: 'a provider that died over a request says OUTCOME_UNKNOWN, and never runs it again',
    },
  },
  {
    name: 'frees a key after OUTCOME_UNKNOWN',
    promise: 'once',
    rule: 'A call that certainly did not run frees its key.',
    file: `${LINK}/link.ts`,
    find: "new Set(['OUTCOME_UNKNOWN', ",
    replace: 'new Set([',
    test: { path: `${SIM}/told-calls.test.ts`, title: 'a key whose first call may have run sends no second request' },
  },
  {
    name: 'claims a key before all keys are known',
    promise: 'once',
    rule: 'the map is rebuilt from entries that a peer gives back',
    file: `${LINK}/peer-link.ts`,
    find: 'if (!this.#settledOnce && !(await this.whenReady(ms))) return false',
    replace: 'if (ms >= 0) return true',
    test: {
      path: `${SIM}/told-restores.test.ts`,
      title: 'a consumer restored from a backup sends no second request under one Idempotency-Key',
    },
  },
  {
    name: 'restores no tag',
    promise: 'once',
    rule: 'the tag travels as key 10 of the entry, so the map is rebuilt from entries that a peer gives back',
    file: `${LINK}/peer-link.ts`,
    find: 'this.#options.onTagAdopted(entry.idempotency, entry.id, entry.created)',
    replace: 'Promise.resolve()',
    test: {
      path: `${SIM}/told-restores.test.ts`,
      title: 'a consumer restored from a backup sends no second request under one Idempotency-Key',
    },
  },
  {
    name: 'runs an id again',
    promise: 'once',
    rule: '*Ids* are unique per (sender gateway, kind)',
    file: `${LINK}/lane/judge-entry.ts`,
    find: "context.seen.add(entry.id, uuid7Time(entry.id)) ? null : 'REPLAYED'",
    replace: 'context.now > 0 ? null : null',
    test: { path: `${LINK}/link.test.ts`, title: 'refuses a repeated id without running it' },
  },
  {
    name: 'takes an answer to another leaf',
    promise: 'proper',
    rule: 'An answer therefore fits one question only',
    file: `${LINK}/peer-link.ts`,
    find: 'Buffer.compare(waiting.position.leaf, correlation.leaf) === 0',
    replace: 'correlation.leaf.length > 0',
    test: { path: `${SIM}/told-lies.test.ts`, title: 'an answer to another question does not reach its caller' },
  },
  {
    name: 'lets a stranger refuse a call',
    promise: 'proper',
    rule: '`correlation` names {origin, index, leaf hash} of the entry that is answered.',
    file: `${LINK}/peer-link.ts`,
    find: 'if (!waiting?.position || waiting.peer !== this.peer || Buffer',
    replace: 'if (!waiting?.position || Buffer',
    test: {
      path: `${SIM}/told-lies.test.ts`,
      title: 'a gateway that was not asked cannot end a call to another, even if it knows the request to the byte',
    },
  },
  {
    name: 'runs a request without its body',
    promise: 'proper',
    rule: 'a later copy marks it gone',
    file: `${LINK}/peer-link.ts`,
    find: '|| isGone(item)',
    replace: '',
    test: { path: `${SIM}/told-blobs.test.ts`, title: 'a request whose body is gone is not run without it' },
  },
  {
    name: 'says nothing of an answer that it cannot keep',
    promise: 'told',
    rule: 'an answer is replaced at once by the control `outcome` `OUTCOME_UNKNOWN`',
    file: `${LINK}/peer-link.ts`,
    find: "this.#outcome('OUTCOME_UNKNOWN', correlation)",
    replace: 'void correlation',
    test: { path: `${SIM}/told-blobs.test.ts`, title: 'a large answer that cannot be kept is OUTCOME_UNKNOWN at once' },
  },
]
