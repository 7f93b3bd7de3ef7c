import { CATALOGUE } from '@rabt/protocol'
import type { Fault } from './fault.ts'

const ERROR_DOCS = 'docs/reference/errors.md'

/** Headers of a gateway error as a flat list: X-Road's, who must act, where it is explained, and when to call again (RFC 9110 §10.2.3). */
export function faultHeaders(fault: Fault, contentType: string, errorDocs = ERROR_DOCS): string[] {
  const headers = ['x-road-error', fault.type, 'content-type', contentType]
  if (fault.code !== null) {
    headers.push(
      'x-rabt-error-side',
      CATALOGUE[fault.code].side,
      'x-rabt-error-doc',
      `${errorDocs}#${fault.code.toLowerCase()}`,
    )
  }
  if (fault.retryAfter !== undefined) headers.push('retry-after', fault.retryAfter)
  return headers
}
