import { type Header, isSecret, parseResponseHead, RabtError, restoreSecrets } from '@rabt/protocol'
import type { Answer } from '../exchange.ts'
import type { Call } from './call.ts'
import type { Turn } from './turn.ts'

/**
 * Step: compares the answer with the request: client, service, id, request id and request hash (docs/spec/x-road-rest.md §5).
 * Each stands exactly once in the answer of a service. A fault may lack them, but must not contradict.
 *
 * @throws RabtError INCONSISTENT_RESPONSE, SECRET_LOST
 */
export function checkAnswer(turn: Turn): void {
  const answer = turn.answer as Answer
  const head = parseResponseHead(answer.head)
  if (head.status !== answer.status) throw inconsistent('status of head and entry')
  // 1xx would be an interim answer in HTTP, never the last one.
  if (head.status < 200) throw inconsistent('interim status')
  // An answer to the same Idempotency-Key names the first call: its ids and hash were compared then.
  const found = answer.repeated ? ECHOES : countMatches(turn, head.headers)
  if (answer.outcome === null && found !== ECHOES) throw inconsistent('an x-road-* header is missing')
  const plain = answer.secrets.length === 0 && !head.headers.some(([name]) => isSecret(name, 'response'))
  turn.reply = plain ? head : { ...head, headers: restoreSecrets(head.headers, answer.secrets, answer.headSalt) }
}

const ECHOES = 5

function countMatches(turn: Turn, headers: readonly Header[]): number {
  let found = 0
  const seen = new Set<string>()
  for (const [name, value] of headers) {
    const expected = expectedOf(turn, name)
    if (expected === undefined) continue
    const lower = name.toLowerCase()
    if (value !== expected) throw inconsistent(lower)
    if (seen.has(lower)) throw inconsistent(`${lower} repeated`)
    seen.add(lower)
    found++
  }
  return found
}

function expectedOf(turn: Turn, name: string): string | undefined {
  switch (name.toLowerCase()) {
    case 'x-road-client':
      return turn.client
    case 'x-road-service':
      return (turn.call as Call).service
    case 'x-road-id':
      return turn.xroadId
    case 'x-road-request-id':
      return turn.requestId
    case 'x-road-request-hash':
      return turn.requestHash
    default:
      return undefined
  }
}

function inconsistent(detail: string): RabtError {
  return new RabtError('INCONSISTENT_RESPONSE', {}, { detail })
}
