import { createHash } from 'node:crypto'
import { inTransaction, type Queries } from '@rabt/database'
import type pg from 'pg'
import { OriginConflict, publish, withdraw } from '../content/publish.ts'
import type { PortalRecord } from '../record/record.ts'
import type { AskState, FeedAnswer } from './ask-state.ts'
import { FEED_LIMITS } from './feed.ts'
import { type FetchedFile, FileRefused, fetchFiles } from './fetch-files.ts'
import { type Judged, judgeItem } from './judge-item.ts'
import { readPage } from './read-page.ts'
import { HarvestError } from './reasons.ts'
import {
  addFile,
  addPage,
  beginAnew,
  endRun,
  forget,
  type HarvestState,
  leaveQuarantine,
  lockState,
  meet,
  moveOn,
  openState,
  putInQuarantine,
  takeUnmet,
} from './store.ts'

export interface HarvestDeps {
  /** Connections of role `portal_worker`. */
  readonly pool: pg.Pool
  readonly ask: AskState
  /** Unix ms. */
  readonly clock: () => number
  /** Items of a page, 1 to 200. */
  readonly limit?: number
  /** Of one run; 500 unless said. */
  readonly mostPages?: number
  /** Stops between two pages. */
  readonly signal?: AbortSignal
  /** Called in the transaction of a page with what it put out: what must be true together with it (an index). */
  readonly settled?: (db: Queries, published: readonly Settled[]) => Promise<void>
}

export interface Settled {
  readonly record: PortalRecord
  readonly digest: string
}

const MOST_PAGES = 500
const DEFAULT_LIMIT = 100
/** Bulk update of `last_seen` of what an end confirmed: not at each look. */
const SEEN_EVERY_MS = 3_600_000
const FULL_EVERY_MS = 86_400_000

export interface HarvestResult {
  readonly pages: number
  readonly changed: number
  readonly refused: number
}

/**
 * Reads a state's feed from where it stands to its end, page by page; what a page brings and the cursor behind it are one transaction, so a
 * harvest that is cut goes on where it was.
 * @throws HarvestError with what stopped it; what was harvested before stays
 */
export async function harvestState(deps: HarvestDeps, code: string): Promise<HarvestResult> {
  const result = { pages: 0, changed: 0, refused: 0 }
  await openState(deps.pool, code)
  for (;;) {
    deps.signal?.throwIfAborted()
    const state = await openState(deps.pool, code)
    const mostPages = deps.mostPages ?? MOST_PAGES
    if (state.runPages >= mostPages) {
      await inTransaction(deps.pool, (db) => beginAnew(db, code))
      throw new HarvestError('too-many-pages', `${mostPages} pages without an end`)
    }
    if (isFullDue(state, deps.clock())) {
      await inTransaction(deps.pool, (db) => beginAnew(db, code))
      continue
    }
    const answer = await askPage(deps, state)
    if (answer === 'again') continue
    if (answer === 'nothing-new') {
      await inTransaction(deps.pool, async (db) => finish(db, await lockState(db, code), new Date(deps.clock())))
      return result
    }
    const done = await takePage(deps, state, answer)
    result.pages++
    result.changed += done.changed
    result.refused += done.refused
    if (done.end) return result
  }
}

/** Once a day the list is read from its beginning: what fell out of it unnoticed is found then. */
function isFullDue({ fullConfirmed, runFull, runPages }: HarvestState, now: number): boolean {
  return !runFull && runPages === 0 && fullConfirmed !== null && now - fullConfirmed.getTime() > FULL_EVERY_MS
}

async function askPage(deps: HarvestDeps, state: HarvestState): Promise<FeedAnswer | 'again' | 'nothing-new'> {
  const after = state.cursor === null ? '' : `&after=${encodeURIComponent(state.cursor)}`
  const path = `/changes?limit=${deps.limit ?? DEFAULT_LIMIT}${after}`
  const answer = await deps.ask(state.state, path, state.etag, FEED_LIMITS.pageBytes)
  if (answer.status === 304 && state.etag !== null) return 'nothing-new'
  if (answer.status === 410 && state.cursor !== null) {
    await inTransaction(deps.pool, (db) => beginAnew(db, state.state))
    return 'again'
  }
  if (answer.status !== 200) throw new HarvestError('refused', `status ${answer.status}`)
  return answer
}

interface Taken {
  readonly end: boolean
  readonly changed: number
  readonly refused: number
}

async function takePage(deps: HarvestDeps, asked: HarvestState, answer: FeedAnswer): Promise<Taken> {
  const { state: code } = asked
  const page = readPage(answer.body, code)
  if (answer.requestId === null) throw new HarvestError('network', 'an answer without X-Road-Request-Id')
  const judged = page.items.map((item) => judgeItem(code, item))
  const files = await filesOfPage(deps, code, judged)
  const at = new Date(deps.clock())

  return inTransaction(deps.pool, async (db) => {
    const state = await lockState(db, code)
    if (state.run !== asked.run || state.cursor !== asked.cursor)
      throw new HarvestError('network', 'another process harvests')
    const isEnd = !page.more
    // F4: the page without news has the cursor that was asked with, and no other.
    const isStill = page.next === state.cursor
    if (isStill !== (page.items.length === 0 && state.cursor !== null)) {
      throw new HarvestError('cursor-circle', 'a cursor that does not move, or moves without items')
    }
    if (!isStill && !(await moveOn(db, state, page.next)))
      throw new HarvestError('cursor-circle', 'a cursor came again')
    const published: Settled[] = []
    let changed = 0
    let refused = 0
    if (page.items.length > 0) {
      const id = await addPage(db, {
        state: code,
        run: state.run,
        at,
        requestId: answer.requestId as string,
        requestHash: answer.requestHash,
        after: state.cursor,
        next: page.next,
        digest: createHash('sha256').update(answer.body).digest('hex'),
        body: answer.body,
        items: judged.map((item, position) => ({ id: item.id, digest: digestIn(page.items[position]) })),
      })
      const seen = judged.flatMap((item) => (item.id === null || item.verdict === 'removed' ? [] : [item.id]))
      await meet(db, code, state.run, seen)
      for (const [position, item] of judged.entries()) {
        const place = { state: code, page: id, position, run: state.run, at }
        const outcome = await takeItem(db, place, item, page.items[position], files.get(position))
        if (outcome === 'changed') changed++
        if (outcome === 'changed' && item.verdict === 'good') published.push(item)
        if (outcome === 'refused') refused++
      }
    }
    if (isEnd) {
      if (page.items.length === 0)
        await db.query('UPDATE harvest_state SET etag = $2 WHERE state = $1', [code, answer.etag])
      changed += await finish(db, state, at)
    }
    await deps.settled?.(db, published)
    return { end: isEnd, changed, refused }
  }).catch(async (error: unknown) => {
    // A list that goes round is read from its beginning when it is tried again.
    if (error instanceof HarvestError && error.reason === 'cursor-circle') {
      await inTransaction(deps.pool, (db) => beginAnew(db, code))
    }
    throw error
  })
}

/** Files to be kept by position, or why one was refused. Before the transaction: it waits for the network. */
async function filesOfPage(deps: HarvestDeps, code: string, judged: readonly Judged[]) {
  const found = new Map<number, readonly FetchedFile[] | FileRefused>()
  const fetched = new Map<string, FetchedFile>()
  for (const [position, item] of judged.entries()) {
    if (item.verdict !== 'good') continue
    try {
      found.set(position, await fetchFiles(deps.ask, deps.pool, code, item.record, fetched))
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      found.set(position, error)
    }
  }
  return found
}

interface Place {
  readonly state: string
  readonly page: number
  readonly position: number
  readonly run: number
  readonly at: Date
}

async function takeItem(
  db: Queries,
  place: Place,
  item: Judged,
  raw: unknown,
  files: readonly FetchedFile[] | FileRefused | undefined,
): Promise<'changed' | 'same' | 'refused'> {
  const { state, page, at } = place
  const refuse = async (reason: Parameters<typeof putInQuarantine>[1]['reason'], detail: string) => {
    await putInQuarantine(db, { ...place, key: item.id ?? keyOf(raw), reason, detail })
    return 'refused' as const
  }
  if (item.verdict === 'refused') return refuse(item.reason, item.detail)
  if (item.verdict === 'removed') {
    await leaveQuarantine(db, state, item.id)
    await forget(db, item.id)
    return (await withdraw(db, item.id, { origin: 'network', page, at })) ? 'changed' : 'same'
  }
  if (files instanceof FileRefused) return refuse('file-refused', files.message)
  for (const file of files ?? []) await addFile(db, state, file, at)
  try {
    const { changed } = await publish(db, item.record, { origin: 'network', page, at })
    await leaveQuarantine(db, state, item.id)
    return changed ? 'changed' : 'same'
  } catch (error) {
    // Thrown before anything is written, so the transaction goes on.
    if (error instanceof OriginConflict) return refuse('editor-owns', '')
    throw error
  }
}

/** The end of the list: what a full run did not meet is withdrawn, the rest is as the state says. @returns how many were withdrawn */
async function finish(db: Queries, state: HarvestState, at: Date): Promise<number> {
  const gone = state.runFull ? await takeUnmet(db, state) : []
  for (const id of gone) await withdraw(db, id, { origin: 'network', at })
  await db.query(
    `UPDATE published_item SET last_seen = $2 WHERE tenant = $1 AND origin = 'network' AND last_seen < $3
       AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.state = $1 AND q.key = published_item.id)`,
    [state.state, at, new Date(at.getTime() - SEEN_EVERY_MS)],
  )
  await endRun(db, state, at)
  return gone.length
}

function digestIn(item: unknown): string | null {
  const digest = typeof item === 'object' && item !== null && 'digest' in item ? item.digest : null
  return typeof digest === 'string' ? digest.slice(0, 64) : null
}

/** Of an item without a name of its own. */
function keyOf(raw: unknown): string {
  return `?${createHash('sha256')
    .update(JSON.stringify(raw) ?? '')
    .digest('hex')}`
}
