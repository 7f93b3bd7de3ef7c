import pg from 'pg'
import { Fenced } from './journal.ts'
import { deadlineWithin } from './query-deadline.ts'
import { holdSlot } from './slot-lock.ts'
import { answerQuestions } from './slot-question.ts'
import { pause, pauses, type Timing } from './timing.ts'

/** How long the slot is tried for at a time, while nothing is to be committed. */
const IDLE_ATTEMPT_MS = 15_000
const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 1_000

export interface CommitSessionOptions {
  readonly connection: pg.ClientConfig
  readonly pool: pg.Pool
  readonly timing: Timing
  readonly onFenced: (error: Fenced) => void
}

/** The one connection that may commit: it holds its slot's lock, and no later run of the slot exists. */
export class CommitSession {
  readonly #options: CommitSessionOptions
  #client: pg.Client | null = null
  #owned: { readonly slot: string; readonly epoch: number } | null = null
  #opening: Promise<pg.Client> | null = null
  /** When the opening under way is to end. */
  #until = 0
  #keeping = false
  #closed = false

  constructor(options: CommitSessionOptions) {
    this.#options = options
  }

  /** Null: it is to be opened. */
  get client(): pg.Client | null {
    return this.#client
  }

  /** 0 before a run owns a slot. */
  get epoch(): number {
    return this.#owned?.epoch ?? 0
  }

  /** From here on this run has the slot, and an earlier one that still lives cannot commit any more. */
  async own(slot: string, epoch: number, until: number): Promise<void> {
    this.#owned = { slot, epoch }
    this.drop()
    await this.open(until)
  }

  /**
   * The same for all who wait: it ends at the earliest of their limits, or when a query does that was asked before.
   *
   * @param until on the clock of `timing`
   * @throws Fenced when a later run of the slot exists
   */
  open(until: number): Promise<pg.Client> {
    this.#until = this.#opening ? Math.min(this.#until, until) : until
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  async #open(): Promise<pg.Client> {
    const { connection, pool, timing } = this.#options
    const left = () => this.#until - timing.now()
    // Without query_timeout: each query has a deadline of its own (database/ask.ts).
    const client = new pg.Client({
      ...connection,
      connectionTimeoutMillis: deadlineWithin(left()),
    })
    client.on('error', () => {
      if (this.#client !== client) return
      this.#client = null
      this.#keep()
    })
    try {
      await client.connect()
      if (this.#owned) {
        const { slot, epoch } = this.#owned
        // Before it holds the slot: whoever finds that held will be answered.
        await answerQuestions(client, pool, slot, () => this.#client === client)
        await holdSlot(client, slot, epoch, left, timing)
      }
      if (this.#closed) throw new Error('closed')
    } catch (error) {
      client.end().catch(() => {})
      throw error
    }
    this.#client = client
    return client
  }

  /** An idle run whose successor took the slot would not notice before its next commit; one without its slot could be taken for dead. */
  async #keep(): Promise<void> {
    if (!this.#owned || this.#keeping) return
    this.#keeping = true
    const { timing, onFenced } = this.#options
    for (const ms of pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)) {
      if (this.#client !== null || this.#closed) break
      try {
        await this.open(timing.now() + IDLE_ATTEMPT_MS)
      } catch (error) {
        if (error instanceof Fenced) {
          onFenced(error)
          break
        }
        await pause(timing, ms)
      }
    }
    this.#keeping = false
  }

  drop(): void {
    const client = this.#client
    this.#client = null
    client?.end().catch(() => {})
  }

  async close(): Promise<void> {
    this.#closed = true
    const client = this.#client
    this.#client = null
    await client?.end().catch(() => {})
  }
}
