import { type ErrorCode, type Header, messageOf, RabtError, serialiseResponseHead } from '@rabt/protocol'
import { faultStatus, faultType } from '../edge-consumer/answer/fault.ts'
import { uuid4 } from '../edge-consumer/uuid4.ts'
import type { AnswerDraft, IncomingCall } from '../exchange.ts'
import type { ProvideDeps } from './deps.ts'
import { echoHeaders } from './echo.ts'
import { languageOf, type Question } from './question.ts'

/** Outcomes that the caller has to tell apart from a call that may have had an effect. */
const OUTCOME: Partial<Record<ErrorCode, ErrorCode>> = { SECRET_LOST: 'NOT_RUN' }

/** Our own failures need somebody here to look; the rest is the caller's or the agency's system's. */
const ALARMING: ReadonlySet<ErrorCode> = new Set(['INTERNAL_ERROR', 'SERVICE_MISSING_URL', 'SERVICE_MALFORMED_URL'])

/** A failure as an answer: three JSON members, of which `detail` also stands in the log beside what must not leave this node. */
export function draftFault(
  deps: Pick<ProvideDeps, 'random' | 'spelling' | 'log'>,
  call: IncomingCall,
  question: Question | null,
  thrown: unknown,
  agreement: string | null,
): AnswerDraft {
  const error = thrown instanceof RabtError ? thrown : new RabtError('INTERNAL_ERROR', {}, { cause: thrown })
  const outcome = OUTCOME[error.code] ?? error.code
  const type = faultType(outcome, 'provider', deps.spelling)
  const status = faultStatus(type)
  const retryAfter: Header[] = error.params.seconds === undefined ? [] : [['retry-after', error.params.seconds]]
  const detail = uuid4(deps.random)
  const message = messageOf(error, languageOf(question))
  const echoes = echoHeaders(call, question)
  deps.log[ALARMING.has(error.code) ? 'error' : 'warn'](
    {
      detail,
      code: error.code,
      reason: error.detail,
      service: `${call.provider}/${call.serviceCode}`,
      consumer: call.consumer,
      ...(error.code === 'INTERNAL_ERROR' ? { err: error.cause } : {}),
    },
    'a call was answered with a fault',
  )
  return {
    status,
    outcome,
    head: serialiseResponseHead({
      status,
      reason: status === 500 ? 'Internal Server Error' : 'Bad Request',
      headers: [['content-type', 'application/json'], ...retryAfter, ...echoes, ['x-road-error', type]],
    }),
    headSalt: deps.random(32),
    body: Buffer.from(JSON.stringify({ type, message, detail })),
    secrets: [],
    agreement,
  }
}
