import type { Break } from '../break.ts'

const SRC = 'packages/gateway/src'
const CONSUMER = `${SRC}/edge-consumer/agreement.test.ts`
const PROVIDER = `${SRC}/edge-provider/provide.test.ts`
const CHOICE = `${SRC}/authorise/choose-agreement.test.ts`
const METER = `${SRC}/agreements/usage-meter.test.ts`
const ANEW = "under it the provider's gateway MUST judge the call anew"
const LIMITS = 'A gateway MUST refuse a call beyond the quota'
const FIELDS = 'a gateway MUST NOT pass on an answer that holds anything but what stands under the end of a pointer'

/** What agreements allow: each gateway judges by itself, counts by itself, and looks at the answer by itself. */
export const AGREEMENTS: readonly Break[] = [
  {
    name: 'believes the consumer’s gateway that an agreement is the caller’s',
    promise: 'agreed',
    rule: ANEW,
    file: `${SRC}/authorise/check-agreement.ts`,
    find: "if (!coversConsumer(view, agreement, wish.consumer)) return denied('with this consumer')",
    replace: '',
    test: { path: PROVIDER, title: 'a call that its agreement does not cover' },
  },
  {
    name: 'believes the consumer’s gateway that an agreement is in force',
    promise: 'agreed',
    rule: ANEW,
    file: `${SRC}/authorise/check-agreement.ts`,
    find: 'if (reason !== null) return notInForce(view, agreement, wish, reason, time)',
    replace: '',
    test: { path: PROVIDER, title: 'an agreement that is not in force by its own directory' },
  },
  {
    name: 'believes the consumer’s gateway that a path is covered',
    promise: 'agreed',
    rule: ANEW,
    file: `${SRC}/authorise/check-agreement.ts`,
    find: "if (!new WishedPath(wish).isCovered(agreement)) return denied('on this method and path')",
    replace: '',
    test: { path: PROVIDER, title: 'a call that its agreement does not cover' },
  },
  {
    name: 'sends under what is not in force',
    promise: 'agreed',
    rule: 'A gateway MUST NOT carry a call under a text that is not in force',
    file: `${SRC}/authorise/choose-agreement.ts`,
    find: 'if (against !== null) {',
    replace: "if (against === 'stage') {",
    test: { path: CONSUMER, title: 'is refused before anything is sent, in the word that clients of X-Road know' },
  },
  {
    name: 'sends what no agreement covers',
    promise: 'agreed',
    rule: 'of the texts that cover consumer, service, method and path, the first in force',
    file: `${SRC}/authorise/choose-agreement.ts`,
    find: 'if (!coversConsumer(view, agreement, wish.consumer) || !path.isCovered(agreement)) continue',
    replace: '',
    test: { path: CONSUMER, title: 'is refused before anything is sent, in the word that clients of X-Road know' },
  },
  {
    name: 'judges a path in one reading',
    promise: 'agreed',
    rule: 'A path MUST be covered by one endpoint in every way in which a system could read it',
    file: `${SRC}/authorise/wish.ts`,
    find: 'if (this.#readings.every((path)',
    replace: 'if (this.#readings.some((path)',
    test: { path: CHOICE, title: 'is covered in every reading or not at all' },
  },
  {
    name: 'lets one call more than the quota through',
    promise: 'agreed',
    rule: LIMITS,
    file: `${SRC}/agreements/usage-meter.ts`,
    find: 'usedOf(counter) >= quota.requests',
    replace: 'usedOf(counter) > quota.requests',
    test: { path: METER, title: 'is used up by so many calls, and the refusal says when the next day begins' },
  },
  {
    name: 'fills a bucket when the clock is put back',
    promise: 'agreed',
    rule: 'a bucket of `burst` calls that fills by `perSecond`',
    file: `${SRC}/agreements/usage-meter.ts`,
    find: 'Math.max(0, time - counter.filled)',
    replace: 'Math.abs(time - counter.filled)',
    test: { path: METER, title: 'never lets more through than burst and rate together, at whatever times' },
  },
  {
    name: 'counts at the consumer’s gateway alone',
    promise: 'agreed',
    rule: LIMITS,
    file: `${SRC}/edge-provider/provide.ts`,
    find: 'deps.usage.take(agreement, call.consumer, deps.clock())',
    replace: '',
    test: { path: PROVIDER, title: 'is beyond the quota or rate of its agreement' },
  },
  {
    name: 'counts at the provider’s gateway alone',
    promise: 'agreed',
    rule: LIMITS,
    file: `${SRC}/edge-consumer/steps.ts`,
    find: 'if (agreement !== null) deps.usage.take(agreement, client, deps.clock())',
    replace: '',
    test: { path: CONSUMER, title: 'is refused beyond its quota before anything is sent' },
  },
  {
    name: 'begins a day’s count at every start',
    promise: 'agreed',
    rule: "The day's count MUST outlive a restart",
    file: `${SRC}/agreements/usage-store.ts`,
    find: 'AND day >= $2',
    replace: 'AND day > $2',
    test: { path: `${SRC}/agreements/usage.test.ts`, title: 'survives a restart' },
  },
  {
    name: 'passes on fields that nobody agreed to',
    promise: 'agreed',
    rule: FIELDS,
    file: `${SRC}/edge-provider/provide.ts`,
    find: "checkFields(agreement, reply, 'provider')",
    replace: '',
    test: { path: PROVIDER, title: 'when the answer holds other fields, and says where but not what' },
  },
  {
    name: 'believes the provider’s gateway that an answer was judged',
    promise: 'agreed',
    rule: FIELDS,
    file: `${SRC}/edge-consumer/steps.ts`,
    find: "checkFields(agreement, { ...reply, body: answer.body }, 'consumer')",
    replace: '',
    test: { path: CONSUMER, title: 'is not delivered, whatever the provider’s gateway let through' },
  },
  {
    name: 'takes a name twice in an answer',
    promise: 'agreed',
    rule: 'no name twice in an object that is judged',
    file: `${SRC}/agreements/judge-json.ts`,
    find: "if (seen.has(name)) throw unreadable('one name twice in an object')",
    replace: '',
    test: { path: `${SRC}/agreements/judge-json.test.ts`, title: 'a name twice, agreed both times' },
  },
]
