import { type Header, RabtError } from '@rabt/protocol'
import type { Dispatcher } from 'undici'
import type { ByteBudget } from './byte-budget.ts'
import { serviceFailure } from './failure.ts'
import type { ProviderLimits } from './limits.ts'

/** What the agency's system answered. Texts are latin1: one character an octet; order, case and duplicates as they came. */
export interface ServiceAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: readonly Header[]
  /** null: nothing was read. */
  readonly body: Uint8Array | null
}

const NOTHING: readonly Buffer[] = []

/**
 * Receives one answer. Settles exactly once: with the answer, with what went wrong, or when the time is up; then the connection is
 * cut, so that nothing more is read. `ended` tells when undici is done with the request, which may be later (it still waits for
 * a connection): until then the call counts as under way.
 */
export class Receiver implements Dispatcher.DispatchHandler {
  readonly answer: Promise<ServiceAnswer>
  readonly #limits: ProviderLimits
  readonly #budget: ByteBudget
  readonly #ended: () => void
  readonly #timer: NodeJS.Timeout
  #resolve: (answer: ServiceAnswer) => void = () => undefined
  #reject: (error: RabtError) => void = () => undefined
  #controller: Dispatcher.DispatchController | undefined
  #failure: RabtError | undefined
  #status = 0
  #reason = ''
  #rawHeaders: readonly Buffer[] = NOTHING
  #chunks: Buffer[] = []
  #size = 0
  #release: (() => void) | undefined
  #finished = false

  constructor(limits: ProviderLimits, budget: ByteBudget, timeoutMs: number, ended: () => void) {
    this.#limits = limits
    this.#budget = budget
    this.#ended = ended
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#timer = setTimeout(() => this.#fail(new RabtError('SERVICE_TIMEOUT')), timeoutMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // Too late: the request is never written.
    if (this.#failure !== undefined) controller.abort(this.#failure)
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: unknown, reason?: string): void {
    if (status < 200) return
    this.#status = status
    this.#reason = reason ?? ''
    // HTTP/1.1 gives the header lines as they came; the parsed object has lost order and case.
    this.#rawHeaders = controller.rawHeaders as Buffer[]
    const announced = Number((headers as Record<string, unknown>)['content-length'])
    // A HEAD answer announces a body that never comes; the bound holds for it all the same.
    if (announced > this.#limits.bodyBytes) this.#fail(tooLarge(this.#limits.bodyBytes))
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#failure !== undefined) return
    this.#size += chunk.length
    if (this.#size > this.#limits.bodyBytes) {
      this.#fail(tooLarge(this.#limits.bodyBytes))
      return
    }
    this.#chunks.push(chunk)
    if (this.#size > this.#limits.freeBytes && this.#release === undefined) this.#waitForRoom(controller)
  }

  #waitForRoom(controller: Dispatcher.DispatchController): void {
    let waits = true
    let paused = false
    this.#release = this.#budget.reserve(this.#limits.bodyBytes, () => {
      waits = false
      // Room comes back while another answer is being parsed, and undici has one parser buffer for all.
      if (paused) queueMicrotask(() => this.#failure === undefined && controller.resume())
    })
    if (!waits) return
    paused = true
    controller.pause()
  }

  onResponseEnd(): void {
    this.#finish()
    if (this.#failure !== undefined) return
    const [first, ...more] = this.#chunks
    this.#resolve({
      status: this.#status,
      reason: this.#reason,
      headers: pairs(this.#rawHeaders),
      body: first === undefined ? null : more.length === 0 ? first : Buffer.concat(this.#chunks, this.#size),
    })
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: unknown): void {
    this.#finish()
    this.#failure ??= serviceFailure(error, this.#controller !== undefined)
    this.#chunks = []
    this.#reject(this.#failure)
  }

  /** Tells the caller now; undici ends the request as soon as it can. */
  #fail(failure: RabtError): void {
    if (this.#failure !== undefined) return
    this.#failure = failure
    this.#chunks = []
    this.#reject(failure)
    this.#controller?.abort(failure)
  }

  #finish(): void {
    if (this.#finished) return
    this.#finished = true
    clearTimeout(this.#timer)
    this.#release?.()
    this.#ended()
  }
}

function pairs(raw: readonly Buffer[]): Header[] {
  const headers: Header[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    headers.push([
      (raw[i] as Buffer).toString('latin1'),
      withoutTrailingSpace((raw[i + 1] as Buffer).toString('latin1')),
    ])
  }
  return headers
}

/** RFC 9110 §5.5: the value does not include the whitespace around it; undici leaves what stands behind. */
function withoutTrailingSpace(value: string): string {
  const last = value.charCodeAt(value.length - 1)
  return last === 0x20 || last === 0x09 ? value.replace(/[ \t]+$/, '') : value
}

function tooLarge(limit: number): RabtError {
  return new RabtError('SERVICE_ANSWER_TOO_LARGE', { limit: String(limit) })
}
