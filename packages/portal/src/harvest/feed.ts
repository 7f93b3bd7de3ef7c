import { z } from 'zod'
import { recordId, tenant } from '../record/common.ts'

/** docs/spec/portal-feed.md: how a state's programme hands out what it publishes. */
export const FEED_FORMAT = 'rabt-feed/1'

/** Bounds on what a feed may send, with the accident or attack that each stops. */
export const FEED_LIMITS = {
  /** A page that fills the memory. */
  pageBytes: 2 * 1_048_576,
  pageItems: 200,
  /** One record that fills the page for the others; canonical form, bytes. */
  recordBytes: 262_144,
  /** JSON that exhausts the stack of whoever reads it. */
  depth: 24,
  /** A cursor that grows with each page. */
  cursorLength: 200,
  fileBytes: 10_485_760,
} as const

/** Opaque to the reader; goes into the address as it is. */
const cursor = z
  .string()
  .regex(/^[\w.~-]+$/)
  .max(FEED_LIMITS.cursorLength)

const hex64 = /^[0-9a-f]{64}$/

/** One item as far as every item must be right; whether the record is, is asked for each alone (§4). */
export const feedItem = z.union([
  z.strictObject({ record: z.record(z.string(), z.unknown()), digest: z.string().regex(hex64) }),
  z.strictObject({ id: recordId, removed: z.literal(true) }),
])

/** Answer to `GET /changes?after=<cursor>&limit=<1..200>`. A page that is not of this shape is refused whole. */
export const feedPage = z
  .strictObject({
    format: z.literal(FEED_FORMAT),
    state: tenant,
    items: z.array(z.unknown()).max(FEED_LIMITS.pageItems),
    next: cursor,
    more: z.boolean(),
  })
  .refine(({ items, more }) => items.length > 0 || !more, { error: 'an empty page leads on', path: ['more'] })
export type FeedPage = z.infer<typeof feedPage>
