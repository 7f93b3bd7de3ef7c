import { RabtError } from '@rabt/protocol'
import type { Kernel } from './kernel.ts'

/** An honest peer tells each that is in force once a connection, and each new one once: more than this at a time is a flood. */
const BURST = 1_024
const AGAIN_A_SECOND = 16

/** What one peer tells of revocations (spec revocation §4): bounded, and what does not hold costs nothing but a line in the log. */
export class ToldRevocations {
  readonly #kernel: Pick<Kernel, 'revocations' | 'timers' | 'log'>
  readonly #peer: string
  #left = BURST
  #at: number

  constructor(kernel: Pick<Kernel, 'revocations' | 'timers' | 'log'>, peer: string) {
    this.#kernel = kernel
    this.#peer = peer
    this.#at = kernel.timers.now()
  }

  take(document: Uint8Array): void {
    const { revocations, timers, log } = this.#kernel
    const now = timers.now()
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) * AGAIN_A_SECOND) / 1_000)
    this.#at = now
    if (this.#left < 1) {
      log.alarm('revocation-flood', { peer: this.#peer })
      return
    }
    this.#left -= 1
    try {
      revocations?.hear(document, this.#peer)
    } catch (error) {
      if (!(error instanceof RabtError)) throw error
      // The peer's directory may be behind ours: what is over there is not a fault.
      if (error.code === 'REVOCATION_OVER') return
      log.alarm('revocation-refused', { peer: this.#peer, code: error.code, detail: error.params.reason ?? '' })
    }
  }
}
