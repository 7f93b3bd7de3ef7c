import { type Header, RabtError } from '@rabt/protocol'
import { createByteBudget } from './byte-budget.ts'
import { PROVIDER_LIMITS, type ProviderLimits } from './limits.ts'
import { OriginPool } from './origin-pool.ts'
import { requestBytes } from './request-bytes.ts'
import { type ServiceAnswer, ServiceCall } from './service-call.ts'

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
  const origins = new Map<string, Origin>()
  const inFlight = new Map<string, number>()
  const budget = createByteBudget(limits.largeBytes)
  let closed = false

  function originOf(origin: string, verifyTls: boolean): Origin {
    const key = verifyTls ? origin : `${origin} unverified`
    let known = origins.get(key)
    if (known === undefined) {
      known = openOrigin(origin, verifyTls, limits.connectMs)
      origins.set(key, known)
    }
    return known
  }

  return {
    async call(request) {
      if (closed) throw new RabtError('SHUTTING_DOWN')
      const { authority, pool } = originOf(request.origin, request.verifyTls)
      const bytes = requestBytes({ ...request, authority })
      const under = inFlight.get(request.service) ?? 0
      if (under >= limits.inFlight)
        throw new RabtError('OVERLOADED', {}, { detail: `${under} calls under way to ${request.service}` })
      inFlight.set(request.service, under + 1)
      const call = new ServiceCall({
        limits,
        budget,
        method: request.method,
        bytes,
        timeoutMs: request.timeoutMs,
        ended: () => {
          const left = (inFlight.get(request.service) as number) - 1
          if (left === 0) inFlight.delete(request.service)
          else inFlight.set(request.service, left)
        },
      })
      call.start(pool)
      return call.answer
    },
    retain(wanted) {
      for (const [key, { pool }] of origins) {
        if (wanted.has(key.split(' ', 1)[0] as string)) continue
        origins.delete(key)
        pool.close()
      }
    },
    async close() {
      closed = true
      for (const { pool } of origins.values()) pool.destroy()
    },
  }
}

interface Origin {
  readonly authority: string
  readonly pool: OriginPool
}

/** @param origin `scheme://host[:port]`, as URL writes it. */
function openOrigin(origin: string, verifyTls: boolean, connectMs: number): Origin {
  const { protocol, host, hostname, port } = new URL(origin)
  const secure = protocol === 'https:'
  const pool = new OriginPool({
    secure,
    // An IPv6 address stands in brackets in a URL, and without them everywhere else.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    verifyTls,
    connectMs,
  })
  return { authority: host, pool }
}
