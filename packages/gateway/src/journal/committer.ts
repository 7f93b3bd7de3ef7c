import type { BatchRow, Flush, Journal, LineRow } from './journal.ts'

/** Something to be made durable; `done` runs after the commit that holds it, in the order of submission. */
export interface Work {
  readonly batch?: BatchRow
  readonly receipt?: LineRow
  readonly done?: () => void
}

/** A source of work that is asked when a flush is about to be made: the writers compose what has gathered. */
export interface Gatherer {
  /** How much has gathered. */
  waiting(): number
  gather(submit: (work: Work) => void): void
}

export interface CommitterOptions {
  readonly journal: Pick<Journal, 'commit'>
  /** Runs a function when the event loop has taken in what is waiting (setImmediate). */
  readonly turn: (fn: () => void) => void
  /** Runs a function after some milliseconds. */
  readonly after: (ms: number, fn: () => void) => { cancel(): void }
  /** The commit failed for good: nothing else may be signed by this run. */
  readonly onFailure: (error: unknown) => void
}

/** Rows of one statement: enough for every peer in both directions, few enough shapes to prepare. */
const MAX_BATCHES = 8
const MAX_RECEIPTS = 8
const LAZY_MS = 25
/** Turns of the event loop that a flush waits for more: each further one helps less and adds to the latency of all. */
const MAX_TURNS = 4
/** Entries of a flush from which on many are taken to be calling. A single caller's flushes hold two to four. */
const BUSY_ENTRIES = 8
/** What a flush then waits for more: what it signs and commits then serves more entries. */
const PAUSE_MS = 2
/** With so much gathered, waiting would save nothing more. */
const ENOUGH = 64

/**
 * Natural group commit. While one statement is under way everything else gathers; then one statement makes it durable, for both
 * directions at once. An idle committer flushes when a turn of the event loop brings nothing more: busy, those turns fill the batch, so
 * that its signatures serve more; idle, they cost microseconds. After a flush that many filled, the next waits a moment for as many: what
 * a seal, a checkpoint and a commit cost is the same for few. A single caller meets that moment at most once, after a burst of others.
 */
export class Committer {
  readonly #options: CommitterOptions
  readonly #gatherers: Gatherer[] = []
  #queue: Work[] = []
  #scheduled = false
  #busy = false
  #failed = false
  #lazy = false
  /** Entries of the last flush. */
  #entries = 0
  /** What the next flush waits for: it is scheduled. */
  #pause: { cancel(): void } | null = null
  #idleWaiters: (() => void)[] = []

  constructor(options: CommitterOptions) {
    this.#options = options
  }

  /** Registers a source that is asked for work before every flush. */
  addGatherer(gatherer: Gatherer): void {
    this.#gatherers.push(gatherer)
  }

  submit(work: Work): void {
    this.#queue.push(work)
    this.wake()
  }

  /** Adds work that nobody waits for, such as a receipt: it rides on the next flush, or on one of its own a little later. */
  submitLazily(work: Work): void {
    this.#queue.push(work)
    if (this.#lazy) return
    this.#lazy = true
    this.#options.after(LAZY_MS, () => {
      this.#lazy = false
      if (this.#queue.length > 0) this.wake()
    })
  }

  /** Says that a gatherer has something. */
  wake(): void {
    if (this.#busy || this.#failed) return
    if (this.#pause !== null) {
      if (this.#gathered() >= ENOUGH) this.#resume(this.#pause)
      return
    }
    if (this.#scheduled) return
    this.#scheduled = true
    if (this.#entries < BUSY_ENTRIES || this.#gathered() >= ENOUGH) this.#gatherOn(0, 0)
    else this.#wait()
  }

  #wait(): void {
    const pause = this.#options.after(PAUSE_MS, () => {
      if (this.#pause === pause) this.#resume(pause)
    })
    this.#pause = pause
  }

  #resume(pause: { cancel(): void }): void {
    pause.cancel()
    this.#pause = null
    this.#gatherOn(0, 0)
  }

  /** A turn at a time, as long as each brings more, for a few turns at most. */
  #gatherOn(turns: number, before: number): void {
    this.#options.turn(() => {
      const gathered = this.#gathered()
      if (gathered > before && turns < MAX_TURNS) {
        this.#gatherOn(turns + 1, gathered)
        return
      }
      this.#scheduled = false
      this.#flush()
    })
  }

  #gathered(): number {
    let gathered = this.#queue.length
    for (const gatherer of this.#gatherers) gathered += gatherer.waiting()
    return gathered
  }

  /** Resolves when everything submitted so far is durable. */
  drained(): Promise<void> {
    if (!this.#busy && !this.#scheduled && this.#queue.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve)
      this.wake()
    })
  }

  #flush(): void {
    if (this.#busy || this.#failed) return
    for (const gatherer of this.#gatherers) gatherer.gather((work) => this.#queue.push(work))
    const taken = this.#take()
    if (taken.length === 0) {
      // A whole pause brought nothing.
      this.#entries = 0
      for (const resolve of this.#idleWaiters.splice(0)) resolve()
      return
    }
    this.#busy = true
    this.#entries = taken.reduce((sum, { batch }) => sum + (batch?.count ?? 0), 0)
    // Under load there is always more: whoever waits, waits for what was submitted before, not for a pause.
    const served = this.#queue.length === 0 ? this.#idleWaiters.splice(0) : []
    this.#options.journal.commit(toFlush(taken)).then(
      () => {
        this.#busy = false
        for (const work of taken) work.done?.()
        for (const resolve of served) resolve()
        this.wake()
      },
      (error: unknown) => {
        this.#failed = true
        this.#busy = false
        this.#options.onFailure(error)
      },
    )
  }

  #take(): Work[] {
    let batches = 0
    let receipts = 0
    let n = 0
    for (const work of this.#queue) {
      if (work.batch && ++batches > MAX_BATCHES) break
      if (work.receipt && ++receipts > MAX_RECEIPTS) break
      n++
    }
    return n === this.#queue.length ? this.#queue.splice(0) : this.#queue.splice(0, n)
  }
}

function toFlush(taken: readonly Work[]): Flush {
  const batches: BatchRow[] = []
  const receipts: LineRow[] = []
  for (const work of taken) {
    if (work.batch) batches.push(work.batch)
    if (work.receipt) receipts.push(work.receipt)
  }
  return { batches, receipts }
}
