import { encodeFrame, RabtError } from '@rabt/protocol'
import type { Kernel } from './kernel.ts'
import type { LaneWriter } from './lane/lane-writer.ts'
import type { ReceiptsDue } from './receipts-due.ts'
import type { Wire } from './wire.ts'

/** Above this many unsent bytes a lane is copied from the journal instead, as the peer takes it. */
export const HIGH_WATER_BYTES = 16 * 1024 * 1024
const BATCHES_A_READ = 16
const PAUSE_MS = 20
/** Copying to one peer, so that a large backlog leaves room for everyone else: bytes a second. */
const BYTES_A_SECOND = 20 * 1024 * 1024

interface Copy {
  /** First index that the peer has not been sent on this connection. */
  next: number
  /** New batches go straight out. */
  live: boolean
  copying: boolean
}

/** Copies lanes from the journal to one peer over one connection, as they were signed, until a lane can go on live. */
export class LaneCopier {
  readonly #kernel: Kernel
  readonly #due: ReceiptsDue
  readonly #wire: Wire
  readonly #onFailure: (error: unknown) => void
  readonly #copies = new Map<string, Copy>()
  /** Lanes that the peer reads no more. */
  readonly #forgotten = new Set<string>()
  #closed = false

  constructor(kernel: Kernel, due: ReceiptsDue, wire: Wire, onFailure: (error: unknown) => void) {
    this.#kernel = kernel
    this.#due = due
    this.#wire = wire
    this.#onFailure = onFailure
  }

  close(): void {
    this.#closed = true
  }

  forget(origin: string): void {
    this.#forgotten.add(origin)
    this.#copies.delete(origin)
  }

  /** Whether a batch that ends at `size` may go straight out; then it counts as sent. */
  sendLive(origin: string, size: number, frame: Uint8Array): boolean {
    const copy = this.#copies.get(origin)
    if (!copy?.live) return false
    if (this.#wire.buffered > HIGH_WATER_BYTES) {
      copy.live = false
      return false
    }
    this.#wire.send(frame)
    copy.next = size
    return true
  }

  /** A lane opened while the connection stands is live from its first batch. */
  opened(writer: LaneWriter): void {
    if (!this.#copies.has(writer.lane.origin))
      this.#copies.set(writer.lane.origin, { next: writer.size, live: writer.size === 0, copying: false })
  }

  /** Copies a lane of this run from `from` on until nothing is left but what is composed next; then it is live. */
  follow(writer: LaneWriter, from?: number): void {
    const { origin } = writer.lane
    const copy = this.#copies.get(origin) ?? { next: from ?? 0, live: false, copying: false }
    this.#copies.set(origin, copy)
    if (copy.copying || copy.live) return
    copy.copying = true
    this.#catchUp(writer, copy)
      .catch(this.#onFailure)
      .finally(() => {
        copy.copying = false
      })
  }

  async #catchUp(writer: LaneWriter, copy: Copy): Promise<void> {
    let waited = false
    while (!this.#closed && !this.#forgotten.has(writer.lane.origin)) {
      // The peer says where it stands: beyond our lane, or inside a batch, nothing would ever follow.
      if (copy.next > writer.size) throw notThere(copy.next)
      if (copy.next === writer.size) {
        copy.live = true
        return
      }
      const next = await this.#some(writer.lane.id, writer.lane.origin, copy.next)
      // What was composed and not yet committed is not in the journal: wait for the flush under way.
      if (next === copy.next) {
        if (waited) throw notThere(next)
        await this.#kernel.committer.drained()
      }
      waited = next === copy.next
      copy.next = next
    }
  }

  /** Copies a finished lane from `from` to `size`. Sent is not stored: only the receipt settles it. */
  async finish(laneId: number, origin: string, from: number, size: number): Promise<void> {
    let next = from
    while (!this.#closed && !this.#forgotten.has(origin) && next < size) {
      const after = await this.#some(laneId, origin, next)
      if (after === next && !this.#closed) throw notThere(next)
      next = after
    }
  }

  async #some(laneId: number, origin: string, from: number): Promise<number> {
    let next = from
    let bytes = 0
    for (const batch of await this.#kernel.journal.batches(laneId, from, BATCHES_A_READ, true)) {
      if (this.#closed) return next
      if (batch.first !== next) throw notThere(next)
      const secrets = this.#due.secretsOf(origin, batch.first, batch.count)
      const frame = encodeFrame({ type: 'batch', batch: batch.bytes, blobs: batch.blobs, secrets })
      this.#wire.send(frame)
      bytes += frame.length
      next = batch.first + batch.count
    }
    const pauseMs = Math.floor((bytes / BYTES_A_SECOND) * 1000)
    if (pauseMs > 0) await this.#pause(pauseMs)
    while (!this.#closed && this.#wire.buffered > HIGH_WATER_BYTES) await this.#pause(PAUSE_MS)
    return next
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#kernel.timers.after(ms, resolve))
  }
}

const notThere = (size: number): RabtError =>
  new RabtError('LANE_SIZE', {}, { detail: `the peer says that it holds ${size} entries: no batch ends there` })
