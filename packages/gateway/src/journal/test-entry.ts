import { type Entry, KIND, uuid7 } from '@rabt/protocol'

/** When test entries were created, Unix ms. */
export const NOW = 1_790_000_000_000
let count = 0

/** A request from Kuwait's traffic system to Qatar's, under an id of its own, with some fields changed. */
export const entry = (fields: Partial<Entry>): Entry => ({
  id: uuid7(NOW, Buffer.alloc(10, ++count)),
  created: NOW,
  deadline: NOW + 60_000,
  salt: Buffer.alloc(16, 1),
  head: null,
  body: null,
  correlation: null,
  status: null,
  outcome: null,
  idempotency: null,
  control: null,
  kind: KIND.request,
  sender: 'KW/GOV/MOI/traffic',
  receiver: 'QA/GOV/MOI/traffic',
  directory: { number: 7, hash: Buffer.alloc(32, 3) },
  service: 'violations',
  method: 'GET',
  agreement: null,
  extra: null,
  ...fields,
})
