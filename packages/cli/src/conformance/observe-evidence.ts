import type { Finding } from '@rabt/directory'
import { type MissingCode, verifyBundle } from '@rabt/evidence'
import { RabtError } from '@rabt/protocol'
import { CliError } from '../error.ts'
import { adminGet } from '../http/admin-client.ts'
import type { Site } from './site.ts'

const WAIT_MS = 5_000

/** What a fresh, unerased call of two gateways that work leaves nothing of. */
const NEEDED: ReadonlySet<MissingCode> = new Set<MissingCode>([
  'NO_ANSWER',
  'RECEIPT_PENDING',
  'HEAD_ERASED',
  'BODY_ERASED',
])

/** Fetches the evidence of a call from the own gateway, and verifies it from the trusted root as an outsider would. */
export async function lookAtEvidence(site: Site, requestId: string | null, now: number): Promise<Finding> {
  if (requestId === null) return { reason: 'NOT_RUN' }
  let bytes: Uint8Array
  try {
    const path = `/admin/v1/evidence/${requestId}?waitMs=${WAIT_MS}`
    bytes = (await adminGet(site.node, path, WAIT_MS + 5_000)).body
  } catch (error) {
    return { reason: 'EVIDENCE_MISSING', ...(error instanceof CliError ? { detail: error.code } : {}) }
  }
  try {
    const { missing } = verifyBundle(bytes, { trustedRoot: site.trustedRoot, now })
    const lacks = missing.find(({ code }) => NEEDED.has(code))
    return lacks === undefined ? null : { reason: 'EVIDENCE_INCOMPLETE', detail: lacks.code }
  } catch (error) {
    return { reason: 'EVIDENCE_INVALID', ...(error instanceof RabtError ? { detail: error.code } : {}) }
  }
}
