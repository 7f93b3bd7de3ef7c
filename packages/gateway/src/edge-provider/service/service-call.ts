import { type Header, RabtError } from '@rabt/protocol'
import { type AnswerHead, AnswerParser, type AnswerSink } from './answer-parser.ts'
import { BodyPieces } from './body-pieces.ts'
import type { ByteBudget } from './byte-budget.ts'
import { serviceFailure } from './failure.ts'
import type { ProviderLimits } from './limits.ts'
import type { OriginPool } from './origin-pool.ts'
import type { ConnectionCall, ServiceConnection } from './service-connection.ts'

/** What the agency's system answered. Texts are latin1: one character an octet; order, case and duplicates as they came. */
export interface ServiceAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: readonly Header[]
  /** null: nothing was read. */
  readonly body: Uint8Array | null
}

export interface ServiceCallOptions {
  readonly limits: ProviderLimits
  readonly budget: ByteBudget
  readonly method: string
  readonly bytes: readonly [Buffer, Uint8Array]
  readonly timeoutMs: number
  /** The call is not under way any more. */
  readonly ended: () => void
}

/**
 * One call to an agency's system. Settles exactly once: with the answer, with what went wrong, or when the time is up; then the connection is
 * cut, so that nothing more is read.
 */
export class ServiceCall implements ConnectionCall, AnswerSink {
  readonly answer: Promise<ServiceAnswer>
  readonly bytes: readonly [Buffer, Uint8Array]
  readonly parser: AnswerParser
  readonly #options: ServiceCallOptions
  readonly #timer: NodeJS.Timeout
  readonly #body = new BodyPieces()
  #resolve: (answer: ServiceAnswer) => void = () => undefined
  #reject: (error: RabtError) => void = () => undefined
  #connection: ServiceConnection | null = null
  #sent = false
  #settled = false
  #head: AnswerHead | null = null
  #release: (() => void) | undefined

  constructor(options: ServiceCallOptions) {
    this.#options = options
    this.bytes = options.bytes
    this.parser = new AnswerParser(options.method, options.limits.headBytes, this)
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#timer = setTimeout(() => this.#giveUp(new RabtError('SERVICE_TIMEOUT')), options.timeoutMs)
  }

  start(pool: OriginPool): void {
    this.#connection = pool.begin(this)
  }

  onSent(): void {
    this.#sent = true
  }

  onHead(head: AnswerHead, announced: number | null): void {
    this.#head = head
    // A HEAD answer announces a body that never comes; the bound holds for it all the same.
    if (announced !== null && announced > this.#options.limits.bodyBytes) throw tooLarge(this.#options.limits.bodyBytes)
  }

  onBody(piece: Buffer): void {
    const { bodyBytes, freeBytes } = this.#options.limits
    if (this.#body.size + piece.length > bodyBytes) throw tooLarge(bodyBytes)
    this.#body.add(piece)
    if (this.#body.size > freeBytes && this.#release === undefined) this.#waitForRoom()
  }

  #waitForRoom(): void {
    let waits = true
    this.#release = this.#options.budget.reserve(this.#options.limits.bodyBytes, () => {
      waits = false
      this.#connection?.resume()
    })
    if (waits) this.#connection?.pause()
  }

  onDone(): void {
    if (!this.#settle()) return
    this.#resolve({ ...(this.#head as AnswerHead), body: this.#body.whole() })
  }

  onFailed(error: unknown): void {
    if (this.#settle()) this.#reject(serviceFailure(error, this.#sent))
  }

  #giveUp(failure: RabtError): void {
    if (!this.#settle()) return
    this.#connection?.abort()
    this.#reject(failure)
  }

  #settle(): boolean {
    if (this.#settled) return false
    this.#settled = true
    clearTimeout(this.#timer)
    this.#release?.()
    this.#options.ended()
    return true
  }
}

function tooLarge(limit: number): RabtError {
  return new RabtError('SERVICE_ANSWER_TOO_LARGE', { limit: String(limit) })
}
