import type { Flush, Journal, LaneRow, LineRow, RecentBatch, StoredBatch } from '../../src/journal/journal.ts'
import { Fenced } from '../../src/journal/journal.ts'
import { type Disk, LaterRun } from './disk.ts'
import type { EventQueue, Owner } from './event-queue.ts'
import type { Prng } from './prng.ts'

/** How the store behaves in a history. */
export interface StoreWeather {
  /** Chance that a commit fails before it takes effect, and that it takes effect while its answer is lost. */
  failed: number
  unknown: number
  /** Chance that a commit hangs for a second or more. */
  slow: number
}

const COMMIT_DEADLINE_MS = 15_000
const QUERY_DEADLINE_MS = 5_000

/** The journal as one run sees it: every question takes virtual time, commits may fail, hang, or succeed without saying so (PgJournal's contract). */
export class SimJournal implements Journal {
  readonly #disk: Disk
  readonly #queue: EventQueue
  readonly #owner: Owner
  readonly #clock: () => number
  readonly #prng: Prng
  readonly #weather: StoreWeather
  #run = { slot: '1', epoch: 0 }

  constructor(options: {
    disk: Disk
    queue: EventQueue
    owner: Owner
    clock: () => number
    prng: Prng
    weather: StoreWeather
  }) {
    this.#disk = options.disk
    this.#queue = options.queue
    this.#owner = options.owner
    this.#clock = options.clock
    this.#prng = options.prng
    this.#weather = options.weather
  }

  /** A question that takes effect a moment later, even if its asker is gone by then, and is answered after that. */
  #ask<T>(effect: () => T, ms = this.#prng.int(0, 2)): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#queue.now < this.#disk.downUntil) {
        const wait = Math.min(QUERY_DEADLINE_MS, this.#disk.downUntil - this.#queue.now + 1)
        this.#queue.after(wait, this.#owner, () => reject(new Error('the database does not answer')))
        return
      }
      this.#queue.after(ms, null, () => {
        let settle: () => void
        try {
          const value = effect()
          settle = () => resolve(value)
        } catch (error) {
          settle = () => reject(error)
        }
        if (this.#owner.alive && !this.#owner.paused) settle()
        else this.#queue.after(0, this.#owner, settle)
      })
    })
  }

  async commit(flush: Flush): Promise<void> {
    const giveUpAt = this.#queue.now + COMMIT_DEADLINE_MS
    for (let attempt = 0; ; attempt++) {
      const chance = this.#prng.float()
      const { failed, unknown, slow } = this.#weather
      const fate =
        chance < failed
          ? 'failed'
          : chance < failed + unknown
            ? 'unknown'
            : chance < failed + unknown + slow
              ? 'slow'
              : 'done'
      try {
        await this.#ask(
          () => {
            if (fate === 'failed') throw new Error('connection lost before the commit')
            this.#disk.commit(flush, this.#run, this.#clock())
            if (fate === 'unknown') throw new Error('connection lost after the commit')
          },
          fate === 'slow' ? this.#prng.int(1_000, 4_000) : this.#prng.int(1, 5),
        )
        return
      } catch (error) {
        if (error instanceof Fenced) {
          if (attempt > 0 && !(error instanceof LaterRun) && this.#disk.holds(flush.batches)) return
          throw error
        }
        if (this.#queue.now > giveUpAt) throw error
        await new Promise<void>((resolve) => this.#queue.after(5, this.#owner, resolve))
      }
    }
  }

  get epoch(): number {
    return this.#run.epoch
  }

  async startRun(wanted: string, now: number): Promise<{ slot: string; epoch: number }> {
    this.#run = await this.#ask(() => this.#disk.startRun(wanted, now))
    return this.#run
  }

  abandonSlot(slot: string): Promise<void> {
    return this.#ask(() => void (this.#disk.content.abandoned as Set<string>).add(slot))
  }

  restoredAt(now: number): Promise<number> {
    return this.#ask(() => this.#disk.restoredAt(now))
  }

  markRestored(now: number): Promise<void> {
    return this.#ask(() => this.#disk.markRestored(now))
  }

  openLane(lane: { own: boolean; peer: string; origin: string; slot: string; epoch: number }): Promise<LaneRow> {
    return this.#ask(() => this.#disk.openLane(lane))
  }

  unsettledLanes(): Promise<LaneRow[]> {
    return this.#ask(() => this.#rows().filter((row) => !row.settled))
  }

  #rows(): LaneRow[] {
    return this.#disk.content.lanes.map((lane) => lane.row)
  }

  highestEpochs(peer: string): Promise<ReadonlyMap<string, number>> {
    return this.#ask(() => {
      const highest = new Map<string, number>()
      for (const row of this.#rows())
        if (!row.own && row.peer === peer) highest.set(row.slot, Math.max(row.epoch, highest.get(row.slot) ?? 0))
      return highest
    })
  }

  lane(own: boolean, origin: string): Promise<LaneRow | null> {
    return this.#ask(() => this.#disk.find(own, origin)?.row ?? null)
  }

  settle(laneId: number): Promise<void> {
    return this.#ask(() => this.#disk.change(laneId, { settled: true }))
  }

  unsettle(laneId: number): Promise<void> {
    return this.#ask(() => this.#disk.change(laneId, { settled: false }))
  }

  settledLately(own: boolean): Promise<LaneRow[]> {
    return this.#ask(() => {
      const rows = this.#rows().filter((row) => row.own === own && row.settled)
      const peers = new Set(rows.map((row) => row.peer))
      return [...peers].flatMap((peer) => rows.filter((row) => row.peer === peer).slice(-32))
    })
  }

  receiptedSize(laneId: number): Promise<number> {
    return this.#ask(() =>
      this.#disk.content.receipts.reduce((size, one) => (one.lane === laneId ? Math.max(size, one.size) : size), 0),
    )
  }

  halt(laneId: number, code: string): Promise<void> {
    return this.#ask(() => this.#disk.halt(laneId, code, this.#clock()))
  }

  resume(laneId: number): Promise<void> {
    return this.#ask(() => this.#disk.change(laneId, { halted: null, haltedAt: null }))
  }

  alarm(alarm: { peer: string; origin: string | null; code: string; proof: Uint8Array | null }): Promise<void> {
    return this.#ask(() => void this.#disk.content.alarms.push(alarm))
  }

  #batchesOf(laneId: number): readonly StoredBatch[] {
    return this.#disk.content.lanes[laneId - 1]?.batches ?? []
  }

  batches(laneId: number, from: number, limit: number): Promise<StoredBatch[]> {
    return this.#ask(() =>
      this.#batchesOf(laneId)
        .filter((batch) => batch.first >= from)
        .slice(0, limit),
    )
  }

  batchOf(laneId: number, index: number): Promise<StoredBatch | null> {
    return this.#ask(
      () => this.#batchesOf(laneId).find(({ first, count }) => first <= index && index < first + count) ?? null,
    )
  }

  batchEnding(laneId: number, size: number): Promise<StoredBatch | null> {
    return this.#ask(() => this.#batchesOf(laneId).find(({ first, count }) => first + count === size) ?? null)
  }

  receiptCovering(laneId: number, size: number): Promise<LineRow | null> {
    return this.#ask(() => {
      const covering = this.#disk.content.receipts.filter((one) => one.lane === laneId && one.size >= size)
      return covering.sort((a, b) => a.size - b.size)[0] ?? null
    })
  }

  addLine(line: LineRow): Promise<void> {
    return this.#ask(() => void this.#disk.content.lines.push(line))
  }

  lines(laneId: number, size: number): Promise<string[]> {
    return this.#ask(() =>
      this.#disk.content.lines.filter((one) => one.lane === laneId && one.size === size).map((one) => one.line),
    )
  }

  async *recent(since: number): AsyncIterable<RecentBatch> {
    const recent = await this.#ask(() =>
      this.#disk.content.lanes.flatMap(({ row, batches }) =>
        batches
          .filter((batch) => batch.stored >= since)
          .map((batch) => ({ ...batch, own: row.own, peer: row.peer, origin: row.origin })),
      ),
    )
    yield* recent
  }

  /** For what shares the database with the journal. */
  ask<T>(effect: (disk: Disk) => T): Promise<T> {
    return this.#ask(() => effect(this.#disk))
  }
}
