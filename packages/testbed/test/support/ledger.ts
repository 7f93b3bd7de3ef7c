import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from './ask.ts'
import type { Network } from './network.ts'

/** What became of one call, as its caller saw it. `CONNECTION`: its own gateway went away; else a code of the errors' catalogue. */
export interface Outcome {
  readonly id: string
  readonly code: 'ANSWERED' | 'CONNECTION' | (string & {})
  readonly requestId: string | null
}

const RETRY_MS = 20
/** Every so many calls one carries a body that travels beside its batch (LIMITS.inlineBlobBytes). */
const LARGE_EVERY = 20
const LARGE = Buffer.alloc(300 * 1024, 'x').toString()

/** An independent client that calls without pause and writes down what it was told. No call is repeated. */
export class CallLedger {
  readonly outcomes: Outcome[] = []
  readonly #network: Network
  readonly #path: string
  readonly #workers: Promise<void>[]
  #wanted = true
  #next = 0

  constructor(network: Network, path: string, workers: number) {
    this.#network = network
    this.#path = path
    this.#workers = Array.from({ length: workers }, () => this.#work())
  }

  get answered(): number {
    return this.outcomes.filter(({ code }) => code === 'ANSWERED').length
  }

  /** No new calls; resolves when every call under way has its outcome. */
  async stop(): Promise<void> {
    this.#wanted = false
    await Promise.all(this.#workers)
  }

  async #work(): Promise<void> {
    while (this.#wanted) {
      const outcome = await this.#call(this.#next++)
      this.outcomes.push(outcome)
      // A gateway that is down refuses at once: asking it in a closed loop would only burn the processor.
      if (outcome.code === 'CONNECTION') await delay(RETRY_MS)
    }
  }

  async #call(number: number): Promise<Outcome> {
    const id = `call-${number}`
    const body = number % LARGE_EVERY === 0 ? LARGE : id
    let answer: Answer
    try {
      const headers = [['X-Road-Id', id]] as const
      const named = [['X-Road-Client', 'KW/GOV/MOI/traffic'], ...headers] as const
      answer = await this.#network.call(`${this.#path}/${id}`, { method: 'POST', headers: named, body })
    } catch {
      return { id, code: 'CONNECTION', requestId: null }
    }
    const requestId = answer.header('x-road-request-id') ?? null
    const code = /#([a-z_]+)$/.exec(answer.header('x-rabt-error-doc') ?? '')?.[1]?.toUpperCase()
    if (answer.status === 200 && answer.text() === `ran ${id}`) return { id, code: 'ANSWERED', requestId }
    return { id, code: code ?? `HTTP ${answer.status} ${answer.text()}`, requestId }
  }
}
