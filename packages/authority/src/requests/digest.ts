import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '@rabt/directory'
import type { ChangeRequest } from './store.ts'

// Domain separation: no other hash of ours begins with these bytes.
const LABEL = Buffer.from('rabt-request/1\0', 'latin1')

/** SHA-256 (hex) of all that the second person decides on: who asks for what, why, and what it was made from. */
export function requestDigest(
  request: Pick<ChangeRequest, 'kind' | 'content' | 'base' | 'decision' | 'reason' | 'askedBy'>,
): string {
  const { kind, content, base, decision, reason, askedBy } = request
  return createHash('sha256')
    .update(LABEL)
    .update(canonicalJson({ kind, content: content as Json, base: { ...base }, decision, reason, askedBy }), 'utf8')
    .digest('hex')
}
