import { extractSecrets, filterHeaders, type Header, RabtError, serialiseResponseHead } from '@rabt/protocol'
import type { AnswerDraft, IncomingCall } from '../exchange.ts'
import { ECHOED, echoHeaders } from './echo.ts'
import type { Question } from './question.ts'
import type { ServiceAnswer } from './service/service-call.ts'

/** docs/spec/link-log.cddl: salt of a blob. */
const SALT_BYTES = 32

/**
 * Turns an answer of the agency's system, or of a metadata service, into what is sealed: headers filtered, ours added, secrets apart.
 * @throws RabtError SERVICE_GARBAGE, SERVICE_ANSWER_TOO_LARGE
 */
export function draftAnswer(
  call: IncomingCall,
  question: Question | null,
  answer: ServiceAnswer,
  agreement: string | null,
  random: (n: number) => Uint8Array,
): AnswerDraft {
  const headSalt = random(SALT_BYTES)
  const { headers, secrets } = replaceSecrets(travelling(answer.headers), headSalt)
  const head = serialiseResponseHead({
    status: answer.status,
    reason: answer.reason,
    headers: [...headers, ...echoHeaders(call, question)],
  })
  return { status: answer.status, outcome: null, head, headSalt, body: answer.body, secrets, agreement }
}

function travelling(headers: readonly Header[]): Header[] {
  return filterHeaders(headers).filter(([name]) => !ECHOED.has(name.toLowerCase()))
}

function replaceSecrets(headers: readonly Header[], headSalt: Uint8Array) {
  try {
    return extractSecrets(headers, 'response', headSalt)
  } catch (cause) {
    throw new RabtError('SERVICE_GARBAGE', {}, { detail: 'a header looks like the stand-in of a secret', cause })
  }
}
