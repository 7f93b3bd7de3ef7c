import { inTransaction } from '@rabt/database'
import type pg from 'pg'
import { ask } from '../database/ask.ts'
import { type IndexRow, indexRows } from './index-rows.ts'
import { indexStatement } from './index-statement.ts'
import type { BatchRow, Journal } from './journal.ts'
import { QUERY_DEADLINE_MS } from './query-deadline.ts'

export interface IndexerOptions {
  readonly journal: Pick<Journal, 'batches'>
  readonly pool: pg.Pool
  /** Runs a function after some milliseconds. */
  readonly after: (ms: number, fn: () => void) => { cancel(): void }
  readonly onError: (error: unknown) => void
}

type Batch = Pick<BatchRow, 'first' | 'count' | 'bytes'>

interface LaneToIndex {
  readonly id: number
  readonly own: boolean
  readonly peer: string
  /** First index that is not in the search index. */
  readonly next: number
  readonly size: number
}

/** Whoever needs the index at once brings it up to date first (`catchUp`). */
const INTERVAL_MS = 250
/** Every so many rounds all lanes are looked at, not only those that grew: a database that crashed under us may have lost rows of the index. */
const FULL_EVERY = 40
const BATCHES_A_ROUND = 64
/** Of what was just committed this much is kept until it is indexed; more is read back. */
const MAX_OFFERED_BYTES = 4 * 1024 * 1024
/** From $3 on, if everything below it is there: a database that crashed, or another process that indexes, may have moved the cursor meanwhile. */
const CURSOR = `INSERT INTO index_cursor (lane, next)
  SELECT $1, $2 WHERE $3::bigint = 0 OR EXISTS (SELECT FROM index_cursor WHERE lane = $1 AND next = $3)
  ON CONFLICT (lane) DO UPDATE SET next = excluded.next WHERE index_cursor.next = $3`
/** Origins of lanes whose number is known. */
const MAX_ORIGINS = 1_000

/**
 * Derives the search index from the stored batches a moment after their commit, outside it and without waiting for the disk
 * (spec link-log §6). A crash costs nothing: the cursor says where to go on.
 */
export class Indexer {
  readonly #options: IndexerOptions
  readonly #origins = new Map<string, number>()
  #offered = new Map<number, Batch[]>()
  #offeredBytes = 0
  #timer: { cancel(): void } | null = null
  #rounds = 0
  /** The last round failed: what it was offered is to be read back. */
  #behind = false
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: IndexerOptions) {
    this.#options = options
  }

  start(): void {
    this.#schedule()
  }

  /** What has just been committed: so it need not be read back. */
  offer(batches: readonly BatchRow[]): void {
    for (const batch of batches) {
      const offered = this.#offered.get(batch.lane) ?? []
      this.#offered.set(batch.lane, offered)
      if (this.#offeredBytes > MAX_OFFERED_BYTES) continue
      this.#offeredBytes += batch.bytes.length
      offered.push({ first: batch.first, count: batch.count, bytes: batch.bytes })
    }
  }

  /** Brings the index up to everything committed before the call. */
  catchUp(): Promise<void> {
    return this.#run(true)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#running
  }

  #schedule(): void {
    if (this.#stopped) return
    this.#timer = this.#options.after(INTERVAL_MS, () => {
      const full = this.#rounds++ % FULL_EVERY === 0 || this.#behind
      const done = full || this.#offered.size > 0 ? this.#run(full) : this.#running
      done.finally(() => this.#schedule())
    })
  }

  #run(full: boolean): Promise<void> {
    this.#running = this.#running
      .then(() => this.#round(full))
      .catch((error: unknown) => {
        this.#behind = true
        this.#options.onError(error)
      })
    return this.#running
  }

  async #round(full: boolean): Promise<void> {
    const offered = this.#offered
    this.#offered = new Map()
    this.#offeredBytes = 0
    const failures: unknown[] = []
    for (const lane of await this.#lanes(full ? null : [...offered.keys()])) {
      try {
        await this.#indexLane(lane, offered.get(lane.id) ?? [])
      } catch (error) {
        // A lane that cannot be indexed costs no other its rows.
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
    if (full) this.#behind = false
  }

  async #indexLane(lane: LaneToIndex, offered: readonly Batch[]): Promise<void> {
    let { next } = lane
    while (next < lane.size && !this.#stopped)
      next = (await this.#indexSome(lane, next, offered)) ?? (await this.#storedNext(lane.id))
  }

  async #storedNext(lane: number): Promise<number> {
    const found = await this.#options.pool.query<{ next: string }>('SELECT next FROM index_cursor WHERE lane = $1', [
      lane,
    ])
    return Number(found.rows[0]?.next ?? 0)
  }

  /** Always the stored cursor: a database that crashed under us has lost rows of the index, and the cursor with them. */
  async #lanes(ids: readonly number[] | null): Promise<LaneToIndex[]> {
    const found = await this.#options.pool.query<Omit<LaneToIndex, 'next' | 'size'> & { next: string; size: string }>(
      `SELECT l.id, l.own, l.peer, coalesce(c.next, 0) AS next, b.first + b.count AS size FROM lane l LEFT JOIN index_cursor c ON c.lane = l.id
       JOIN LATERAL (SELECT first, count FROM batch WHERE lane = l.id ORDER BY first DESC LIMIT 1) b ON true
       WHERE coalesce(c.next, 0) < b.first + b.count AND ($1::int[] IS NULL OR l.id = ANY($1))`,
      [ids],
    )
    return found.rows.map((row) => ({ ...row, next: Number(row.next), size: Number(row.size) }))
  }

  /** Returns how far the index reaches now; null: it does not begin at `from` any more. */
  async #indexSome(lane: LaneToIndex, from: number, offered: readonly Batch[]): Promise<number | null> {
    const at = offered.findIndex((batch) => batch.first === from)
    const batches =
      at === -1
        ? await this.#options.journal.batches(lane.id, from, BATCHES_A_ROUND, false)
        : inARow(offered, at, BATCHES_A_ROUND)
    const last = batches.at(-1)
    if (!last) return lane.size
    const next = last.first + last.count
    const rows = batches.flatMap(indexRows)
    const callLanes = await this.#callLanes(lane, rows)
    const moved = await inTransaction(this.#options.pool, async (client) => {
      await ask(client, { text: 'SET LOCAL synchronous_commit = off' }, QUERY_DEADLINE_MS)
      const cursor = { name: 'index-cursor', text: CURSOR, values: [lane.id, next, from] }
      if ((await ask(client, cursor, QUERY_DEADLINE_MS)).rowCount === 0) return false
      if (rows.length > 0) await ask(client, indexStatement(lane.id, rows, callLanes), QUERY_DEADLINE_MS)
      return true
    })
    return moved ? next : null
  }

  /** What an own entry answers stands in a lane of the same peer's, and the other way round. */
  async #callLanes(lane: LaneToIndex, rows: readonly IndexRow[]): Promise<(number | null)[]> {
    const key = (origin: string): string => `${lane.own}\n${lane.peer}\n${origin}`
    const origins = new Set(rows.flatMap(({ answers }) => (answers ? [answers.origin] : [])))
    const unknown = [...origins].filter((origin) => !this.#origins.has(key(origin)))
    if (unknown.length > 0) {
      const found = await this.#options.pool.query<{ origin: string; id: number }>(
        'SELECT origin, id FROM lane WHERE own = $1 AND peer = $2 AND origin = ANY($3)',
        [!lane.own, lane.peer, unknown],
      )
      if (this.#origins.size + found.rows.length > MAX_ORIGINS) this.#origins.clear()
      for (const { origin, id } of found.rows) this.#origins.set(key(origin), id)
    }
    return rows.map(({ answers }) => (answers ? (this.#origins.get(key(answers.origin)) ?? null) : null))
  }
}

/** From `at` on as long as each batch begins where the one before it ends, at most `limit`. */
function inARow(batches: readonly Batch[], at: number, limit: number): readonly Batch[] {
  let end = at + 1
  while (
    end < at + limit &&
    batches[end]?.first === (batches[end - 1] as Batch).first + (batches[end - 1] as Batch).count
  )
    end++
  return batches.slice(at, end)
}
