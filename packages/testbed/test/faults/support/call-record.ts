import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { AS_CONSUMER, type Network } from '../../support/network.ts'
import { Quiet } from '../../support/quiet.ts'

/** One request of the client, and what it was told. `CONNECTION`: its own gateway went away; else a code of the errors' catalogue. */
export interface Attempt {
  /** Call that it belongs to. */
  readonly call: number
  /** Its `X-Road-Id`, by which the provider's system knows it too. */
  readonly id: string
  readonly code: 'ANSWERED' | 'CONNECTION' | (string & {})
  readonly requestId: string | null
}

export interface RecordOptions {
  readonly network: Network
  /** Of the service; the number of the call follows it. */
  readonly path: string
  readonly workers: number
  /** Of a worker between two calls; default none. */
  readonly pauseMs?: number
  /** What its own system answers to this call. */
  readonly expected: (call: number) => string
}

const RETRY_MS = 20
const TIMEOUT_MS = 90_000
/** Tries after the first when nobody knows what became of a call: the same key never runs it again. */
const ASKED_AGAIN = 2
/** Of all calls so many have no key: they are never repeated. */
const KEYLESS = 3
/** Every so many calls one carries a body that travels beside its batch. */
const LARGE_EVERY = 100
const LARGE = Buffer.alloc(300 * 1024, 'x').toString()

/**
 * A client that belongs to neither side. It calls again and again on connections that it keeps, and writes down each request and what it was
 * told. Two calls of three have an `Idempotency-Key` and are repeated under it until they are answered or nobody knows their outcome.
 */
export class CallRecord {
  readonly attempts: Attempt[] = []
  /** Calls that were answered. */
  answered = 0
  readonly quiet = new Quiet()
  readonly #options: RecordOptions
  readonly #agent = new Agent({ keepAlive: true })
  readonly #workers: Promise<void>[]
  #wanted = true
  #next = 0

  constructor(options: RecordOptions) {
    this.#options = options
    this.#workers = Array.from({ length: options.workers }, () => this.#work())
  }

  /** No new calls; resolves when every call under way has its outcome. */
  async stop(): Promise<void> {
    this.#wanted = false
    await Promise.all(this.#workers)
    this.#agent.destroy()
  }

  async #work(): Promise<void> {
    const { pauseMs = 0 } = this.#options
    while (this.#wanted) {
      this.quiet.begin()
      await this.#call(this.#next++)
      this.quiet.end()
      if (pauseMs > 0) await delay(pauseMs)
    }
  }

  async #call(call: number): Promise<void> {
    const key = call % KEYLESS === 0 ? null : `key-${call}`
    for (let tried = 0, unknown = 0; ; tried++) {
      const id = `call-${call}-${tried}`
      const { code, requestId } = await this.#ask(call, id, key).catch(() => ({ code: 'CONNECTION', requestId: null }))
      this.attempts.push({ call, id, code, requestId })
      if (code === 'ANSWERED') this.answered++
      // A gateway that is down refuses at once: asking it in a closed loop would only burn the processor.
      else await delay(RETRY_MS)
      if (code === 'ANSWERED' || key === null) return
      if (code === 'OUTCOME_UNKNOWN' && ++unknown > ASKED_AGAIN) return
    }
  }

  #ask(call: number, id: string, key: string | null): Promise<{ code: string; requestId: string | null }> {
    const { network, path, expected } = this.#options
    const body = call % LARGE_EVERY === 0 ? LARGE : id.slice(0, id.lastIndexOf('-'))
    const headers = Object.fromEntries([AS_CONSUMER, ['X-Road-Id', id], ...(key ? [['Idempotency-Key', key]] : [])])
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', path: `${path}/${call}`, headers, agent: this.#agent, timeout: TIMEOUT_MS }
      const asked = request(network.address('KW', 'http'), options, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString()
          const told = /#([a-z_]+)$/.exec(String(response.headers['x-rabt-error-doc'] ?? ''))?.[1]?.toUpperCase()
          const right = response.statusCode === 200 && text === expected(call)
          const code = right ? 'ANSWERED' : (told ?? `HTTP ${response.statusCode} ${text}`)
          resolve({ code, requestId: String(response.headers['x-road-request-id'] ?? '') || null })
        })
      })
      asked.once('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)))
      asked.once('error', reject)
      asked.end(body)
    })
  }
}
