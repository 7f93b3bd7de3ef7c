import { formatId, type Header, requestHash, uuidToString } from '@rabt/protocol'
import type { IncomingCall } from '../exchange.ts'
import type { Question } from './question.ts'

/** Names that the answer carries from us alone (docs/spec/heads.md); the service's own are removed. */
export const ECHOED: ReadonlySet<string> = new Set([
  'x-road-client',
  'x-road-service',
  'x-road-id',
  'x-road-request-id',
  'x-road-request-hash',
  'x-road-error',
])

/** The lines that tie an answer to its question. `question` is null when the head could not be read. */
export function echoHeaders(call: IncomingCall, question: Question | null): Header[] {
  const headers: Header[] = [
    ['x-road-client', call.consumer],
    ['x-road-service', question?.service ?? `${call.provider}/${formatId([call.serviceCode])}`],
  ]
  if (question !== null) headers.push(['x-road-id', question.xroadId])
  headers.push(['x-road-request-id', uuidToString(call.id)], ['x-road-request-hash', requestHash(call.head, call.body)])
  return headers
}
