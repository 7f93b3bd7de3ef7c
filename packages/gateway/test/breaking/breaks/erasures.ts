import type { Break } from '../break.ts'

const ERASE = 'packages/gateway/src/journal/erase.ts'
const RULE = "*Erasure* of a request's head and body after the peer's receipt"
const TEST = { path: 'packages/gateway/src/proof/find-exchange.test.ts', title: 'means our own request' }

/** What an operator erases. */
export const ERASURES: readonly Break[] = [
  {
    name: 'erases before the receipt',
    promise: 'erased',
    rule: RULE,
    file: ERASE,
    find: 'if (places.rows.some((place) => place.own && !place.receipted))',
    replace: 'if (places.rows.length === 0)',
    test: TEST,
  },
  {
    name: 'keeps what it says it erased',
    promise: 'erased',
    rule: RULE,
    file: ERASE,
    find: '(gone.includes(at) ? false : item)',
    replace: '(gone.includes(at) ? item : item)',
    test: TEST,
  },
]
