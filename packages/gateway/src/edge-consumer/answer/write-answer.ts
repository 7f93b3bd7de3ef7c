import { DROPPED_HEADERS, RabtError } from '@rabt/protocol'
import type { Edge, Turn } from '../turn.ts'
import { writeProviderFault } from './provider-fault.ts'
import { send } from './send.ts'

/** Step: status, reason, headers and body of the provider's system as they came; a fault of its gateway in the form asked for. */
export function writeAnswer(turn: Turn, edge: Edge): void {
  const answer = turn.answer as NonNullable<Turn['answer']>
  if (answer.outcome === null) writeServiceAnswer(turn, edge, answer.body)
  else writeProviderFault(turn, edge, answer.outcome)
}

function writeServiceAnswer(turn: Turn, edge: Edge, body: Uint8Array | null): void {
  const reply = turn.reply as NonNullable<Turn['reply']>
  const headers: string[] = []
  let dated = false
  for (const [name, value] of reply.headers) {
    const lower = name.toLowerCase()
    // The provider's gateway has dropped these; if it did not, they must not reach our connection.
    if (DROPPED_HEADERS.has(lower)) continue
    // Set by the gateway that failed, which is none here.
    if (lower === 'x-road-error') continue
    if (lower === 'date') {
      if (dated) continue
      dated = true
    }
    headers.push(name, value)
  }
  try {
    send(turn, edge, reply.status, reply.reason, headers, body)
  } catch (cause) {
    // Node refuses what cannot stand in HTTP, such as a control character in a value.
    throw new RabtError('INCONSISTENT_RESPONSE', {}, { cause })
  }
}
