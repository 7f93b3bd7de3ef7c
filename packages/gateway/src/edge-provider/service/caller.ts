import { type Header, RabtError } from '@rabt/protocol'
import { Pool } from 'undici'
import { createByteBudget } from './byte-budget.ts'
import { PROVIDER_LIMITS, type ProviderLimits } from './limits.ts'
import { Receiver, type ServiceAnswer } from './receiver.ts'

export interface ServiceRequest {
  /** Bounds calls under way: canonical service identifier. */
  readonly service: string
  /** `scheme://host[:port]`. */
  readonly origin: string
  /** Raw request target; it is written as it is. */
  readonly target: string
  readonly method: string
  /** Order, case and duplicates are kept. Without Host, Content-Length and the headers of one connection. */
  readonly headers: readonly Header[]
  readonly body: Uint8Array | null
  readonly verifyTls: boolean
  /** From now to the last byte of the answer. */
  readonly timeoutMs: number
}

export interface ServiceCaller {
  /**
   * Calls an agency's system once: redirects are not followed, nothing is repeated.
   * @throws RabtError SERVICE_UNREACHABLE, UNKNOWN_HOST, SERVICE_TIMEOUT, SERVICE_BROKE_OFF, SERVICE_GARBAGE,
   *   SERVICE_ANSWER_TOO_LARGE, OVERLOADED, MALFORMED_REQUEST
   */
  call(request: ServiceRequest): Promise<ServiceAnswer>
  /** Closes the connections to origins that are not in use any more. */
  retain(origins: ReadonlySet<string>): void
  /** Ends what is under way. */
  close(): Promise<void>
}

/** Keeps connections to the agencies' systems: a pool an origin, HTTP/1.1 with keep-alive, one request at a time on each. */
export function createServiceCaller(limits: ProviderLimits = PROVIDER_LIMITS): ServiceCaller {
  const pools = new Map<string, Pool>()
  const inFlight = new Map<string, number>()
  const budget = createByteBudget(limits.largeBytes)
  let closed = false

  function poolOf(origin: string, verifyTls: boolean): Pool {
    const key = verifyTls ? origin : `${origin} unverified`
    let pool = pools.get(key)
    if (pool === undefined) {
      // Connections are not bounded here: the calls of each service are, and one must not wait for another's.
      pool = new Pool(origin, {
        allowH2: false,
        pipelining: 1,
        // The receiver's timer covers the whole call; these would only measure parts of it.
        headersTimeout: 0,
        bodyTimeout: 0,
        maxHeaderSize: limits.headBytes,
        connect: { timeout: limits.connectMs, rejectUnauthorized: verifyTls },
      })
      pools.set(key, pool)
    }
    return pool
  }

  return {
    async call(request) {
      if (closed) throw new RabtError('SHUTTING_DOWN')
      const under = inFlight.get(request.service) ?? 0
      if (under >= limits.inFlight)
        throw new RabtError('OVERLOADED', {}, { detail: `${under} calls under way to ${request.service}` })
      inFlight.set(request.service, under + 1)
      const receiver = new Receiver(limits, budget, request.timeoutMs, () => {
        const left = (inFlight.get(request.service) as number) - 1
        if (left === 0) inFlight.delete(request.service)
        else inFlight.set(request.service, left)
      })
      try {
        poolOf(request.origin, request.verifyTls).dispatch(
          { path: request.target, method: request.method, headers: request.headers.flat(), body: request.body },
          receiver,
        )
      } catch (error) {
        receiver.onResponseError(undefined, error)
      }
      return receiver.answer
    },
    retain(origins) {
      for (const [key, pool] of pools) {
        if (origins.has(key.split(' ', 1)[0] as string)) continue
        pools.delete(key)
        // Waits for the calls under way.
        pool.close().catch(() => undefined)
      }
    },
    async close() {
      closed = true
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}
