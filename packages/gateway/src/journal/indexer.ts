import { uuidToString } from '@rabt/protocol'
import type pg from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { type IndexRow, indexRows } from './index-rows.ts'
import type { Journal } from './journal.ts'

export interface IndexerOptions {
  readonly journal: Pick<Journal, 'batches'>
  readonly pool: pg.Pool
  /** Runs a function after some milliseconds. */
  readonly after: (ms: number, fn: () => void) => { cancel(): void }
  readonly onError: (error: unknown) => void
}

const INTERVAL_MS = 100
const BATCHES_A_ROUND = 64
const COLUMNS = [
  ['lane', 'int'],
  ['index', 'bigint'],
  ['first', 'bigint'],
  ['id', 'uuid'],
  ['kind', 'smallint'],
  ['sender', 'text'],
  ['receiver', 'text'],
  ['service', 'text'],
  ['created', 'bigint'],
  ['deadline', 'bigint'],
  ['status', 'smallint'],
  ['outcome', 'text'],
  ['answers', 'text'],
  ['call_index', 'bigint'],
] as const
/** One array a column: PostgreSQL reads that much faster than JSON. What an own entry answers stands in the same peer's lane, and the other way round. */
const INSERT = `INSERT INTO entry_index (lane, index, first, id, kind, sender, receiver, service, created, deadline, status, outcome, call_lane, call_index)
  SELECT r.lane, r.index, r.first, r.id, r.kind, r.sender, r.receiver, r.service, r.created, r.deadline, r.status, r.outcome,
    CASE WHEN r.answers IS NULL THEN r.lane ELSE (SELECT id FROM lane l WHERE l.own = $${COLUMNS.length + 1} AND l.origin = r.answers AND l.peer = (SELECT peer FROM lane WHERE id = r.lane)) END, r.call_index
  FROM unnest(${COLUMNS.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')}) AS r(${COLUMNS.map(([name]) => name).join(', ')})`

/**
 * Derives the search index from the stored batches a moment after their commit, outside it and without waiting for the disk
 * (spec link-log §6). A crash costs nothing: the cursor says where to go on.
 */
export class Indexer {
  readonly #options: IndexerOptions
  #timer: { cancel(): void } | null = null
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: IndexerOptions) {
    this.#options = options
  }

  start(): void {
    this.#schedule()
  }

  /** Brings the index up to everything committed before the call. */
  catchUp(): Promise<void> {
    this.#running = this.#running.then(() => this.#round()).catch((error: unknown) => this.#options.onError(error))
    return this.#running
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#running
  }

  #schedule(): void {
    if (this.#stopped) return
    this.#timer = this.#options.after(INTERVAL_MS, () => {
      this.catchUp().finally(() => this.#schedule())
    })
  }

  async #round(): Promise<void> {
    const { pool } = this.#options
    const lanes = await pool.query<{ id: number; own: boolean; next: string | null; size: string }>(
      `SELECT l.id, l.own, c.next, b.first + b.count AS size FROM lane l LEFT JOIN index_cursor c ON c.lane = l.id
       JOIN LATERAL (SELECT first, count FROM batch WHERE lane = l.id ORDER BY first DESC LIMIT 1) b ON true
       WHERE NOT l.settled OR coalesce(c.next, 0) < b.first + b.count`,
    )
    for (const lane of lanes.rows) {
      const size = Number(lane.size)
      // Always the stored cursor: a database that crashed under us has lost rows of the index, and the cursor with them.
      let next = Number(lane.next ?? 0)
      while (next < size && !this.#stopped) next = await this.#indexSome(lane.id, lane.own, next)
    }
  }

  async #indexSome(lane: number, own: boolean, from: number): Promise<number> {
    const batches = await this.#options.journal.batches(lane, from, BATCHES_A_ROUND, false)
    const last = batches.at(-1)
    if (!last) return from
    const next = last.first + last.count
    const rows = batches.flatMap(indexRows).map(toRecord)
    const columns = COLUMNS.map((_, i) => rows.map((row) => row[i]))
    await inTransaction(this.#options.pool, 'BEGIN', async (client) => {
      await client.query('SET LOCAL synchronous_commit = off')
      await client.query({ name: 'index-insert', text: INSERT, values: [...columns, !own] })
      await client.query(
        'INSERT INTO index_cursor (lane, next) VALUES ($1, $2) ON CONFLICT (lane) DO UPDATE SET next = excluded.next',
        [lane, next],
      )
    })
    return next
  }
}

function toRecord({ lane, index, first, entry, answers, outcome }: IndexRow): (string | number | null)[] {
  return [
    lane,
    index,
    first,
    uuidToString(entry.id),
    entry.kind,
    entry.sender,
    entry.receiver,
    entry.service,
    entry.created,
    entry.deadline,
    entry.status,
    outcome,
    answers?.origin ?? null,
    answers?.index ?? index,
  ]
}
