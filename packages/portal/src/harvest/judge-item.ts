import { createHash } from 'node:crypto'
import { KINDS, recordId } from '../record/common.ts'
import { canonicalRecord } from '../record/digest.ts'
import { type PortalRecord, partsOf, record } from '../record/record.ts'
import { FEED_LIMITS, feedItem } from './feed.ts'
import type { ItemReason } from './reasons.ts'

export type Judged =
  | { readonly verdict: 'good'; readonly id: string; readonly record: PortalRecord; readonly digest: string }
  | { readonly verdict: 'removed'; readonly id: string }
  | {
      readonly verdict: 'refused'
      /** Name of the record, if it has one that is the state's. */
      readonly id: string | null
      readonly reason: ItemReason
      /** Technical, English, without content: a path, a code. */
      readonly detail: string
    }

/** Judges one item of a state's page in the order of docs/spec/portal-feed.md §5. Files are looked at later. */
export function judgeItem(state: string, item: unknown): Judged {
  const shape = feedItem.safeParse(item)
  if (!shape.success) return { verdict: 'refused', id: null, reason: 'item-shape', detail: '' }
  if ('removed' in shape.data) {
    const { id } = shape.data
    return partsOf(id).tenant === state
      ? { verdict: 'removed', id }
      : { verdict: 'refused', id: null, reason: 'other-state', detail: partsOf(id).tenant }
  }
  const { record: sent, digest } = shape.data
  const named = recordId.safeParse(sent.id)
  const own = named.success && partsOf(named.data).tenant === state
  const id = own ? named.data : null
  const refuse = (reason: ItemReason, detail = ''): Judged => ({ verdict: 'refused', id, reason, detail })

  let canonical: string
  try {
    canonical = canonicalRecord(sent)
  } catch (error) {
    return refuse('record-too-large', (error as Error).message)
  }
  if (Buffer.byteLength(canonical) > FEED_LIMITS.recordBytes) return refuse('record-too-large', 'bytes')
  if (sha256(canonical) !== digest) return refuse('digest-mismatch')
  if (named.success && !own) return refuse('other-state', partsOf(named.data).tenant)
  if (!KINDS.some((kind) => kind === sent.kind)) return refuse('unknown-kind')
  const read = record.safeParse(sent)
  if (!read.success) {
    const [issue] = read.error.issues
    const where = `${issue?.path.join('.') ?? ''}: ${issue?.code ?? ''}`.slice(0, 200)
    return refuse(
      read.error.issues.some(({ message }) => HIDDEN.test(message)) ? 'hidden-characters' : 'record-invalid',
      where,
    )
  }
  const foreign = foreignTo(state, read.data)
  if (foreign !== undefined) return refuse('other-state', foreign)
  // One digest names the version in the feed, in the store and on the pages.
  if (canonicalRecord(read.data) !== canonical) return refuse('not-written-out')
  return { verdict: 'good', id: read.data.id, record: read.data, digest }
}

/** What record/text.ts says of such a text. */
const HIDDEN = /hidden or direction-turning/

/** A field by which the record says of itself that it is another state's. */
function foreignTo(state: string, read: PortalRecord): string | undefined {
  const names = [read.owner, ...(read.kind === 'service' ? [read.agency, read.network, ...read.laws] : [])]
  if (read.kind === 'agency') names.push(read.member)
  const other = names.find((name) => name !== undefined && partsOf(name).tenant !== state)
  return other ?? (read.kind === 'state' && read.state !== state ? read.state : undefined)
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
