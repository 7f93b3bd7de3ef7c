import { type BlobRef, decodeBatch, decodeEntry, RabtError } from '@rabt/protocol'
import pg from 'pg'
import { ask } from '../database/ask.ts'
import { unpackBlobs } from './blob-pack.ts'
import { CommitSession } from './commit-session.ts'
import { isStored } from './conflict.ts'
import { flushStatement, type Statement } from './flush-statement.ts'
import {
  type BatchRow,
  Fenced,
  type Flush,
  type IndexedEntries,
  type Journal,
  JournalDamaged,
  type LaneRow,
  type LineRow,
  type RecentBatch,
  type StoredBatch,
} from './journal.ts'
import { deadlineWithin, QUERY_DEADLINE_MS } from './query-deadline.ts'
import { indexedEntries, type RecentLane, recentLanes } from './recent-entries.ts'
import { refuseHeldSlot } from './slot-question.ts'
import { MACHINE_TIME, pause, pauses, type Timing } from './timing.ts'

/** How long a commit that failed, or whose result is unknown, is pursued before the run ends. */
const COMMIT_DEADLINE_MS = 15_000
const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 1_000
/** Nodes have slots 1, 2, …; the successors of an abandoned slot do not meet a neighbour's. */
const SLOT_STRIDE = 100
/** Settled lanes that a hello still names, a peer. */
const SETTLED_LATELY = 32
/** Batches read at a time when much is read: a batch may be as large as a frame, and a start should not grow the process. */
const RECENT_PAGE = 16
const UNIQUE_VIOLATION = '23505'
/** Errors that another session may not meet: a prepared statement that is gone or was planned for another table, a server that only reads. */
const OF_THE_SESSION: ReadonlySet<string> = new Set(['26000', '0A000', '25006'])
const EMPTY = new Uint8Array()

export interface PgJournalOptions {
  readonly connection: pg.ClientConfig
  readonly pool: pg.Pool
  /** Unix ms. */
  readonly clock: () => number
  /** For limits and waits; the machine's by default. */
  readonly timing?: Timing
  readonly emptyRoot: Uint8Array
  /** A later run of the slot took over: this one is over. */
  readonly onFenced?: (error: Fenced) => void
}

/** The journal in PostgreSQL: one connection for commits, a pool for everything else. */
export class PgJournal implements Journal {
  readonly #options: PgJournalOptions
  readonly #timing: Timing
  readonly #session: CommitSession

  constructor(options: PgJournalOptions) {
    this.#options = options
    this.#timing = options.timing ?? MACHINE_TIME
    const { connection, pool, onFenced = () => {} } = options
    this.#session = new CommitSession({ connection, pool, timing: this.#timing, onFenced })
  }

  get pool(): pg.Pool {
    return this.#options.pool
  }

  async commit(flush: Flush): Promise<void> {
    const statement = flushStatement(flush, this.#session.epoch, this.#options.clock())
    const until = this.#timing.now() + COMMIT_DEADLINE_MS
    try {
      const client = this.#session.client ?? (await this.#session.open(until))
      await ask(client, statement, QUERY_DEADLINE_MS)
    } catch (error) {
      await this.#pursue(flush.batches, statement, error, until)
    }
  }

  /** Spec link-log "A commit that fails, or whose result is unknown, is retried with the same bytes or ends the run". */
  async #pursue(batches: readonly BatchRow[], statement: Statement, failed: unknown, until: number): Promise<void> {
    let error = failed
    let retried = false
    for (const ms of pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)) {
      if (error instanceof Fenced || error instanceof JournalDamaged) throw error
      if (!leavesSession(error)) this.#session.drop()
      if (this.#timing.now() + ms >= until)
        throw new RabtError('LOGGING_FAILED', {}, { detail: 'a commit was pursued to its limit', cause: error })
      try {
        const conflict = isCode(error, UNIQUE_VIOLATION)
        if (!conflict) await pause(this.#timing, ms)
        const client = this.#session.client ?? (await this.#session.open(until))
        const left = until - this.#timing.now()
        if (conflict && (await isStored(client, batches, retried, left))) return
        retried = true
        await ask(client, statement, deadlineWithin(left))
        return
      } catch (again) {
        error = again
      }
    }
  }

  async startRun(wanted: string, now: number, random: Uint8Array): Promise<{ slot: string; epoch: number }> {
    const given = await this.pool.query<{ slot: string }>('SELECT slot FROM abandoned_slot')
    const abandoned = new Set(given.rows.map((row) => row.slot))
    let number = Number(wanted)
    while (abandoned.has(String(number))) number += SLOT_STRIDE
    const slot = String(number)
    this.#session.drop()
    const { connection, pool } = this.#options
    // Before the epoch is registered: it would fence a run that lives.
    await refuseHeldSlot({ connection, pool, slot, random, timing: this.#timing })
    const inserted = await this.pool.query<{ epoch: string }>(
      `INSERT INTO run (slot, epoch, random, started)
       SELECT $1, greatest(coalesce(max(epoch), 0) + 1, $2), $3, $2 FROM run WHERE slot = $1 RETURNING epoch`,
      [slot, now, random],
    )
    const epoch = Number(inserted.rows[0]?.epoch)
    await this.#session.own(slot, epoch, this.#timing.now() + COMMIT_DEADLINE_MS)
    return { slot, epoch }
  }

  async abandonSlot(slot: string): Promise<void> {
    await this.pool.query('INSERT INTO abandoned_slot (slot, at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      slot,
      this.#options.clock(),
    ])
  }

  async restoredAt(now: number): Promise<number> {
    const found = await this.pool.query<{ at: string }>(
      `WITH here AS (SELECT s.system_identifier::text AS system, c.timeline_id AS timeline FROM pg_control_system() s, pg_control_checkpoint() c),
       written AS (
         INSERT INTO journal_identity (one, system, timeline, restored) SELECT true, here.system, here.timeline, 0 FROM here
         ON CONFLICT (one) DO UPDATE SET system = excluded.system, timeline = excluded.timeline,
           restored = CASE WHEN (journal_identity.system, journal_identity.timeline) = (excluded.system, excluded.timeline) THEN journal_identity.restored ELSE $1 END
         RETURNING restored)
       SELECT restored AS at FROM written`,
      [now],
    )
    return Number(found.rows[0]?.at ?? 0)
  }

  async markRestored(now: number): Promise<void> {
    await this.pool.query('UPDATE journal_identity SET restored = greatest(restored, $1)', [now])
  }

  async openLane(lane: { own: boolean; peer: string; origin: string; slot: string; epoch: number }): Promise<LaneRow> {
    await this.pool.query(
      'INSERT INTO lane (own, peer, origin, slot, epoch) VALUES ($1,$2,$3,$4,$5) ON CONFLICT (own, origin) DO NOTHING',
      [lane.own, lane.peer, lane.origin, lane.slot, lane.epoch],
    )
    const row = await this.lane(lane.own, lane.origin)
    if (!row) throw new Error('lane vanished')
    return row
  }

  async unsettledLanes(): Promise<LaneRow[]> {
    return this.#selectLanes('WHERE NOT l.settled', [])
  }

  async highestEpochs(peer: string): Promise<ReadonlyMap<string, number>> {
    const found = await this.pool.query<{ slot: string; epoch: string }>(
      'SELECT slot, max(epoch) AS epoch FROM lane WHERE peer = $1 AND NOT own GROUP BY slot',
      [peer],
    )
    return new Map(found.rows.map((row) => [row.slot, Number(row.epoch)]))
  }

  async lane(own: boolean, origin: string): Promise<LaneRow | null> {
    return (await this.#selectLanes('WHERE l.own = $1 AND l.origin = $2', [own, origin]))[0] ?? null
  }

  async #selectLanes(where: string, values: unknown[]): Promise<LaneRow[]> {
    const found = await this.pool.query<LaneRecord>(
      `SELECT l.id, l.own, l.peer, l.origin, l.slot, l.epoch, l.settled, l.halted, l.halted_at, b.first, b.count, b.root, b.frontier
       FROM lane l LEFT JOIN LATERAL (SELECT first, count, root, frontier FROM batch WHERE lane = l.id ORDER BY first DESC LIMIT 1) b ON true
       ${where} ORDER BY l.id`,
      values,
    )
    return found.rows.map((row) => ({
      id: row.id,
      own: row.own,
      peer: row.peer,
      origin: row.origin,
      slot: row.slot,
      epoch: Number(row.epoch),
      settled: row.settled,
      halted: row.halted,
      haltedAt: row.halted_at === null ? null : Number(row.halted_at),
      size: row.first === null ? 0 : Number(row.first) + (row.count ?? 0),
      root: row.root ?? this.#options.emptyRoot,
      frontier: row.frontier ?? EMPTY,
    }))
  }

  async settle(laneId: number): Promise<void> {
    await this.pool.query('UPDATE lane SET settled = true WHERE id = $1', [laneId])
  }

  async unsettle(laneId: number): Promise<void> {
    await this.pool.query('UPDATE lane SET settled = false WHERE id = $1', [laneId])
  }

  async settledLately(own: boolean): Promise<LaneRow[]> {
    return this.#selectLanes(
      'WHERE l.id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY peer ORDER BY id DESC) AS n FROM lane WHERE own = $2 AND settled) s WHERE n <= $1)',
      [SETTLED_LATELY, own],
    )
  }

  async receiptedSize(laneId: number): Promise<number> {
    const found = await this.pool.query<{ size: string | null }>(
      'SELECT max(size) AS size FROM receipt WHERE lane = $1',
      [laneId],
    )
    return Number(found.rows[0]?.size ?? 0)
  }

  async halt(laneId: number, code: string): Promise<void> {
    await this.pool.query('UPDATE lane SET halted = $2, halted_at = $3 WHERE id = $1 AND halted IS NULL', [
      laneId,
      code,
      this.#options.clock(),
    ])
  }

  async resume(laneId: number): Promise<void> {
    await this.pool.query('UPDATE lane SET halted = NULL, halted_at = NULL WHERE id = $1', [laneId])
  }

  async alarm(alarm: { peer: string; origin: string | null; code: string; proof: Uint8Array | null }): Promise<void> {
    await this.pool.query('INSERT INTO lane_alarm (at, peer, origin, code, proof) VALUES ($1,$2,$3,$4,$5)', [
      this.#options.clock(),
      alarm.peer,
      alarm.origin,
      alarm.code,
      alarm.proof,
    ])
  }

  async batches(laneId: number, from: number, limit: number, withBlobs: boolean): Promise<StoredBatch[]> {
    return this.#selectBatches(
      'WHERE b.lane = $1 AND b.first >= $2 ORDER BY b.first LIMIT $3',
      [laneId, from, limit],
      withBlobs,
    )
  }

  async batchOf(laneId: number, index: number): Promise<StoredBatch | null> {
    const row = (await this.#batchFrom(laneId, index, true))[0]
    return row && index < row.first + row.count ? row : null
  }

  /** The last batch that begins at `index` or before. */
  #batchFrom(laneId: number, index: number, withBlobs: boolean): Promise<StoredBatch[]> {
    return this.#selectBatches(
      'WHERE b.lane = $1 AND b.first <= $2 ORDER BY b.first DESC LIMIT 1',
      [laneId, index],
      withBlobs,
    )
  }

  /** What the entry at `index` says of its head or body; null if it has none or does not exist. */
  async blobRef(laneId: number, index: number, part: 'head' | 'body'): Promise<BlobRef | null> {
    const batch = await this.batchOf(laneId, index)
    const bytes = batch && decodeBatch(batch.bytes).entries[index - batch.first]
    return bytes ? decodeEntry(bytes)[part] : null
  }

  async batchEnding(laneId: number, size: number): Promise<StoredBatch | null> {
    const row = await this.#selectBatches(
      'WHERE b.lane = $1 AND b.first < $2 ORDER BY b.first DESC LIMIT 1',
      [laneId, size],
      false,
    )
    return row[0] && row[0].first + row[0].count === size ? row[0] : null
  }

  async #selectBatches(where: string, values: unknown[], withBlobs: boolean): Promise<StoredBatch[]> {
    const found = await this.pool.query<BatchRecord>(
      `SELECT b.*, ${withBlobs ? 'x.data' : 'NULL::bytea'} AS data FROM batch b ${withBlobs ? 'LEFT JOIN batch_blobs x USING (lane, first)' : ''} ${where}`,
      values,
    )
    return found.rows.map(toStoredBatch)
  }

  async receiptCovering(laneId: number, size: number): Promise<LineRow | null> {
    return this.#oneLine('SELECT lane, size, line FROM receipt WHERE lane = $1 AND size >= $2 ORDER BY size LIMIT 1', [
      laneId,
      size,
    ])
  }

  async #oneLine(sql: string, values: unknown[]): Promise<LineRow | null> {
    const row = (await this.pool.query<{ lane: number; size: string; line: string }>(sql, values)).rows[0]
    return row ? { lane: row.lane, size: Number(row.size), line: row.line } : null
  }

  async addLine(line: LineRow): Promise<void> {
    await this.pool.query('INSERT INTO checkpoint_line (lane, size, line) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING', [
      line.lane,
      line.size,
      line.line,
    ])
  }

  async lines(laneId: number, size: number): Promise<string[]> {
    const found = await this.pool.query<{ line: string }>(
      'SELECT line FROM checkpoint_line WHERE lane = $1 AND size = $2 ORDER BY line',
      [laneId, size],
    )
    return found.rows.map((row) => row.line)
  }

  async *recent(since: number): AsyncIterable<RecentBatch | IndexedEntries> {
    for (const lane of await recentLanes(this.pool, since)) {
      for await (const { unplaced, ...indexed } of indexedEntries(this.pool, lane)) {
        yield indexed
        let read = 0
        for (const index of unplaced) {
          if (index < read) continue
          const [batch] = await this.#batchFrom(lane.id, index, false)
          if (!batch) continue
          read = batch.first + batch.count
          yield { ...batch, own: lane.own, peer: lane.peer, origin: lane.origin }
        }
      }
      yield* this.#batchesFrom(lane)
    }
  }

  async *#batchesFrom({ id, next, own, peer, origin }: RecentLane): AsyncIterable<RecentBatch> {
    let from = next
    for (;;) {
      const rows = await this.batches(id, from, RECENT_PAGE, false)
      const last = rows.at(-1)
      if (!last) return
      for (const row of rows) yield { ...row, own, peer, origin }
      from = last.first + last.count
    }
  }

  close(): Promise<void> {
    return this.#session.close()
  }
}

interface LaneRecord {
  id: number
  own: boolean
  peer: string
  origin: string
  slot: string
  epoch: string
  settled: boolean
  halted: string | null
  halted_at: string | null
  first: string | null
  count: number | null
  root: Buffer | null
  frontier: Buffer | null
}

interface BatchRecord {
  lane: number
  first: string
  count: number
  run: string
  stored: string
  root: Buffer
  frontier: Buffer
  bytes: Buffer
  data: Buffer | null
}

function toStoredBatch(row: BatchRecord): StoredBatch {
  return {
    lane: row.lane,
    first: Number(row.first),
    count: row.count,
    run: Number(row.run),
    stored: Number(row.stored),
    root: row.root,
    frontier: row.frontier,
    bytes: row.bytes,
    blobs: row.data ? unpackBlobs(row.data) : [],
  }
}

/** Whether the session goes on after an error: PostgreSQL answered, and said so of the statement alone. */
function leavesSession(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR' && !OF_THE_SESSION.has(error.code ?? '')
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code
}
