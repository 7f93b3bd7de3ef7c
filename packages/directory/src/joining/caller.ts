import { randomBytes } from 'node:crypto'
import { type Finding, NotAsItShould, observe } from './observe.ts'
import type { CheckResult } from './report.ts'

/** A body that travels beside its batch. */
const LARGE_BYTES = 1024 * 1024
/** The service's own time in the directory is 5 s; whoever ended the call did so before the answer came, also on a busy machine. */
const SLOW = { askedMs: 12_000, latestMs: 11_000 } as const
const CALL_MS = 15_000

export interface CallerOptions {
  /** Address of the own gateway's consumer edge. */
  readonly edge: URL
  /** Identifier of the calling conformance system. */
  readonly client: string
  /** Identifier of the other's echo. */
  readonly service: string
}

export interface CallOutcome {
  readonly status: number
  readonly body: Buffer
  /** X-Road's fault code, if the gateway and not the service answered. */
  readonly fault: string | null
  readonly requestId: string | null
}

/** Calls the other side's echo through the own gateway, as any system of an agency does. */
export class Caller {
  readonly #options: CallerOptions

  constructor(options: CallerOptions) {
    this.#options = options
  }

  /** Rejects with what `fetch` does when the own gateway cannot be reached or the signal says so. */
  async call(method: string, path: string, signal: AbortSignal, body?: Uint8Array): Promise<CallOutcome> {
    const { edge, client, service } = this.#options
    const response = await fetch(new URL(`/r1/${service}${path}`, edge), {
      method,
      headers: {
        'x-road-client': client,
        ...(body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]),
      redirect: 'error',
    })
    return {
      status: response.status,
      body: Buffer.from(await response.arrayBuffer()),
      fault: response.headers.get('x-road-error'),
      requestId: response.headers.get('x-road-request-id'),
    }
  }

  /** Whether a body comes back as it was sent; its X-Road-Request-Id. @throws NotAsItShould */
  async echo(bytes: number, signal: AbortSignal): Promise<string | null> {
    const body = randomBytes(bytes)
    const answer = await this.call('POST', '', signal, body)
    if (answer.fault !== null || answer.status !== 200) {
      throw new NotAsItShould('CALL_FAILED', answer.fault ?? `HTTP ${answer.status}`)
    }
    if (!answer.body.equals(body)) throw new NotAsItShould('ANSWER_DIFFERS')
    return answer.requestId
  }

  async large(signal: AbortSignal): Promise<Finding> {
    await this.echo(LARGE_BYTES, signal)
    return null
  }

  /** A fault of the service is the service's: its status and words, not a fault of a gateway. */
  async fault(signal: AbortSignal): Promise<Finding> {
    const { status, fault } = await this.call('GET', '/fault?status=503', signal)
    return status === 503 && fault === null ? null : { reason: 'FAULT_NOT_MAPPED', detail: fault ?? `HTTP ${status}` }
  }

  /** A service that is too late ends in a fault with a name, at its deadline and not later. */
  async slow(signal: AbortSignal): Promise<Finding> {
    const began = performance.now()
    const { status, fault } = await this.call('GET', `/slow?ms=${SLOW.askedMs}`, signal)
    const took = performance.now() - began
    return fault !== null && took < SLOW.latestMs
      ? null
      : { reason: 'DEADLINE_MISSED', detail: `${fault ?? `HTTP ${status}`} after ${Math.round(took)} ms` }
  }
}

export interface ExchangeObserved {
  readonly results: readonly CheckResult[]
  /** X-Road-Request-Id of the small call. */
  readonly requestId: string | null
}

/** The four exchanges of one direction, at the same time. */
export async function observeExchange(side: 'consumer' | 'provider', caller: Caller): Promise<ExchangeObserved> {
  let requestId: string | null = null
  const results = await Promise.all([
    observe(`${side}.small`, CALL_MS, async (signal) => {
      requestId = await caller.echo(256, signal)
      return null
    }),
    observe(`${side}.large`, CALL_MS, (signal) => caller.large(signal)),
    observe(`${side}.fault`, CALL_MS, (signal) => caller.fault(signal)),
    observe(`${side}.slow`, CALL_MS, (signal) => caller.slow(signal)),
  ])
  return { results, requestId }
}
