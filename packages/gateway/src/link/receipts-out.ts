import { encodeFrame, LIMITS } from '@rabt/protocol'
import type { LaneRow } from '../journal/journal.ts'
import type { Kernel } from './kernel.ts'
import { openBatch } from './lane/continuation.ts'
import type { ReadLane } from './read-lane.ts'
import type { Wire } from './wire.ts'

export interface ReceiptsOutOptions {
  readonly kernel: Kernel
  /** The connection that is listened to. */
  readonly wire: () => Wire | null
}

/** Receipts of ours for what one peer sent (spec link-log §3): over the newest durable checkpoint of a lane. */
export class ReceiptsOut {
  readonly #options: ReceiptsOutOptions

  constructor(options: ReceiptsOutOptions) {
    this.#options = options
  }

  /** Receipt at latest after 4 batches or 100 ms. */
  schedule(lane: ReadLane): void {
    if (lane.batchesSince >= LIMITS.receiptBatches) this.send(lane)
    else
      lane.timer ??= this.#options.kernel.timers.after(LIMITS.receiptDelayMs, () => {
        lane.timer = null
        this.send(lane)
      })
  }

  /** Now, if there is something to receipt and a connection. */
  send(lane: ReadLane): void {
    const { kernel } = this.#options
    const wire = this.#options.wire()
    if (!lane.unreceipted || !wire) return
    const { size, body } = lane.unreceipted
    lane.unreceipted = null
    lane.batchesSince = 0
    lane.timer?.cancel()
    lane.timer = null
    const line = kernel.signer.receiptLine(body, Math.floor(kernel.clock() / 1000))
    wire.send(encodeFrame({ type: 'receipt', origin: lane.reader.lane.origin, size, line }))
    kernel.committer.submitLazily({ receipt: { lane: lane.reader.lane.id, size, line } })
  }

  /** A receipt may have been lost with the connection that it went out on: the newest is given again, or its writer would wait for ever. */
  async again(wire: Wire, row: LaneRow): Promise<void> {
    const { kernel, wire: current } = this.#options
    const batch = row.size > 0 && row.halted === null && (await kernel.journal.batchEnding(row.id, row.size))
    if (!batch || wire !== current()) return
    const line = kernel.signer.receiptLine(openBatch(batch.bytes).note.body, Math.floor(kernel.clock() / 1000))
    wire.send(encodeFrame({ type: 'receipt', origin: row.origin, size: row.size, line }))
    kernel.committer.submitLazily({ receipt: { lane: row.id, size: row.size, line } })
  }
}
