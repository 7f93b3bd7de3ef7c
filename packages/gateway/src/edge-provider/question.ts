import {
  DROPPED_HEADERS,
  type Header,
  parseClientId,
  parseRequestHead,
  RabtError,
  restoreSecrets,
  serviceCodeOf,
  splitServicePath,
  subsystemOf,
  uuidToString,
} from '@rabt/protocol'
import { preferredLanguage } from '../edge-consumer/answer/accept.ts'
import type { IncomingCall } from '../exchange.ts'

/** A call as its head says it, compared with its entry. */
export interface Question {
  /** Canonical five-part identifier. */
  readonly service: string
  readonly servicePath: string
  /** As it came, without `?`; null without one. */
  readonly query: string | null
  /** As they came, digests in place of secrets. */
  readonly headers: readonly Header[]
  readonly xroadId: string
  /** `X-Rabt-Purpose`; null: none is named. */
  readonly purpose: string | null
}

/** Each names one thing; a second line would let the agency's system read another value than the one that was judged. */
const SINGLE: ReadonlySet<string> = new Set([
  'x-road-client',
  'x-road-id',
  'x-road-request-id',
  'x-rabt-agreement',
  'x-rabt-purpose',
])

/**
 * Reads the head of a call. The entry is what was sealed and judged: a head that names another consumer, service, method or request
 * is refused, so that the agency's system may trust the headers it gets.
 * @throws RabtError MALFORMED_REQUEST, HEAD_TOO_LARGE, MALFORMED_URL, MALFORMED_IDENTIFIER
 */
export function readQuestion(call: IncomingCall): Question {
  const head = parseRequestHead(call.head)
  if (head.method !== call.method) throw malformed('method of head and entry')
  const { service, servicePath, query } = splitServicePath(head.target)
  if (service !== `${call.provider}/${call.serviceCode}`) {
    if (subsystemOf(service) !== call.provider || serviceCodeOf(service) !== call.serviceCode)
      throw malformed('service of head and entry')
  }
  const single = singleValues(head.headers)
  const client = single.get('x-road-client')
  if (client !== call.consumer && parseClientId(client ?? '').id !== call.consumer)
    throw malformed('client of head and entry')
  if (single.get('x-road-request-id') !== uuidToString(call.id)) throw malformed('request id of head and entry')
  const xroadId = single.get('x-road-id')
  if (xroadId === undefined) throw malformed('x-road-id is missing')
  const agreement = single.get('x-rabt-agreement') || null
  if (agreement !== null && call.agreement !== null && agreement !== call.agreement)
    throw malformed('agreement of head and entry')
  const purpose = single.get('x-rabt-purpose') || null
  return { service, servicePath, query, headers: head.headers, xroadId, purpose }
}

/**
 * Headers for the agency's system: as they came, secrets put back, without those of one connection and without the service's
 * own identifier, which the address tells. A consumer's gateway has filtered them, but it is not ours.
 * @throws RabtError SECRET_LOST
 */
export function serviceHeaders(call: IncomingCall, question: Question): Header[] {
  return restoreSecrets(question.headers, call.secrets, call.headSalt).filter(([name]) => {
    const lower = name.toLowerCase()
    return !DROPPED_HEADERS.has(lower) && lower !== 'x-road-service' && lower !== 'x-road-request-hash'
  })
}

/** Language in which the caller wants to read a fault. */
export function languageOf(question: Question | null): 'ar' | 'en' {
  const accepted = question?.headers.filter(([name]) => name.toLowerCase() === 'accept-language') ?? []
  return preferredLanguage(accepted.length === 0 ? null : accepted.map(([, value]) => value).join(','))
}

function singleValues(headers: readonly Header[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of headers) {
    // Most names differ in their first letter; lower-casing all of them costs more than the rest of this.
    if (name.charCodeAt(0) % 32 !== 24) continue
    const lower = name.toLowerCase()
    if (!SINGLE.has(lower)) continue
    if (found.has(lower)) throw malformed(`${lower} repeated`)
    found.set(lower, value)
  }
  return found
}

function malformed(detail: string): RabtError {
  return new RabtError('MALFORMED_REQUEST', {}, { detail })
}
