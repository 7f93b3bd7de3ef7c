import type { AgreementRecord } from '@rabt/directory'
import { type Header, RabtError } from '@rabt/protocol'
import { agreedFields } from './agreed-fields.ts'
import { judgeJson, type Objection } from './judge-json.ts'

/** An answer of a service, as either gateway sees it. */
export interface JudgedAnswer {
  readonly status: number
  readonly headers: readonly Header[]
  readonly body: Uint8Array | null
}

/** RFC 9457: what went wrong may always be said in these members. */
const PROBLEM = ['/type', '/title', '/status', '/detail', '/instance']
const JSON_TYPE = /^application\/(?:[a-z0-9][a-z0-9.-]*\+)?json$/

/**
 * Whether an answer holds only the fields that its agreement names. `found` is who says so: the provider's gateway, before it passes the
 * answer on, or the consumer's, which believes nobody. An answer without a body holds none. Headers are not judged.
 *
 * @throws RabtError ANSWER_NOT_JUDGED; FIELDS_NOT_AGREED at the provider's gateway, ANSWER_EXCEEDS_AGREEMENT at the consumer's
 */
export function checkFields(
  { id, responseFields }: Pick<AgreementRecord, 'id' | 'responseFields'>,
  answer: JudgedAnswer,
  found: 'provider' | 'consumer',
): void {
  if (responseFields === null || answer.body === null || answer.body.length === 0) return
  const objection = objectionTo(responseFields, answer, answer.body)
  if (objection === null) return
  const params = { agreement: id, status: String(answer.status) }
  if ('unreadable' in objection) throw new RabtError('ANSWER_NOT_JUDGED', { ...params, reason: objection.unreadable })
  const code = found === 'provider' ? 'FIELDS_NOT_AGREED' : 'ANSWER_EXCEEDS_AGREEMENT'
  throw new RabtError(code, { ...params, place: objection.beyond })
}

function objectionTo(fields: readonly string[], { status, headers }: JudgedAnswer, body: Uint8Array): Objection | null {
  if (valuesOf(headers, 'content-encoding').length > 0) return { unreadable: 'Content-Encoding' }
  const [type, ...more] = valuesOf(headers, 'content-type')
  const media = type?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (more.length > 0 || !JSON_TYPE.test(media)) return { unreadable: 'Content-Type' }
  const problem = status >= 400 && media === 'application/problem+json'
  return judgeJson(body, agreedFields(problem ? PROBLEM : fields))
}

function valuesOf(headers: readonly Header[], wanted: string): string[] {
  return headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
}
