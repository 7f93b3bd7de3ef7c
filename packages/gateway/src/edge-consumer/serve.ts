import { RabtError } from '@rabt/protocol'
import { writeFault } from './answer/write-fault.ts'
import { CLIENT_GONE, releaseBody } from './read-body.ts'
import { STEPS } from './steps.ts'
import type { Edge, Turn } from './turn.ts'

/** Takes one request through its steps. Never rejects: whatever goes wrong is an answer, or the end of a connection. */
export async function serve(edge: Edge, turn: Turn): Promise<void> {
  edge.calls++
  let outcome: string | null = null
  try {
    for (const step of STEPS[turn.endpoint]) {
      const pending = step(turn, edge)
      if (pending !== undefined) await pending
    }
    outcome = turn.answer?.outcome ?? null
  } catch (error) {
    outcome = refuse(edge, turn, error)
  }
  edge.calls--
  releaseBody(turn, edge)
  if (turn.endpoint === 'call') observe(edge, turn, outcome)
}

function refuse(edge: Edge, turn: Turn, error: unknown): string {
  if (error === CLIENT_GONE) {
    turn.res.destroy()
    return 'CLIENT_GONE'
  }
  const known = error instanceof RabtError ? error : new RabtError('INTERNAL_ERROR', {}, { cause: error })
  try {
    writeFault(turn, edge, known)
  } catch (cause) {
    // Nothing that came from outside leads here; if it does, one connection is the price and not the process.
    edge.deps.log.error({ err: cause, code: known.code }, 'an error could not be written')
    turn.res.destroy()
  }
  return known.code
}

function observe(edge: Edge, turn: Turn, outcome: string | null): void {
  const service = turn.call !== null && turn.view?.services.has(turn.call.service) === true ? turn.call.service : null
  edge.deps.hooks.onExchange({ outcome, ms: edge.deps.clock() - turn.started, service })
}
