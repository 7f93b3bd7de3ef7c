import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { followPublished } from './follow.ts'
import { openPublished, type PublishedReader } from './published.ts'
import { type Change, changedSince, read } from './shelf/read.ts'
import { Shelf } from './shelf/shelf.ts'

export interface HeldPublished extends PublishedReader {
  close(): void
}

interface HoldOptions {
  /** Pages made before now may not be shown: something was published or withdrawn, and is read from now on. */
  readonly onChange?: () => void
  /** Told of a look at the table that failed; what was held stays. */
  readonly onError?: (error: unknown) => void
  /** How often the whole table is compared without being told. */
  readonly everyMs?: number
}

/** A reader waits so long for what was just published; then it is shown what is held. */
const PATIENCE_MS = 250
/** After a look that failed. */
const RETRY_MS = 1_000

/**
 * What is published, in memory (ADR 0025): read once, then kept up by notices of publication, which name what to read again. Takes one connection of the
 * pool (role `portal_public`) to listen on. A reader who comes after a notice waits for what it tells of. While the database fails, what is held is shown.
 */
export function holdPublished(pool: pg.Pool, options: HoldOptions = {}): HeldPublished {
  const { onChange = () => undefined, onError = () => undefined, everyMs = 60_000 } = options
  const shelf = new Shelf()
  let told = new Set<string>()
  let isWholeDue = true
  let isLoaded = false
  let looking: Promise<void> | undefined
  /** Of what notices told, for readers. */
  let awaited: Promise<unknown> | undefined
  let retry: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const [ids, whole] = [told, isWholeDue]
    told = new Set()
    isWholeDue = false
    try {
      const change: Change = whole ? await changedSince(pool, shelf) : await read(pool, [...ids])
      shelf.change(change.put, change.remove)
      isLoaded ||= whole
      if (change.put.length + change.remove.length > 0) onChange()
    } catch (error) {
      isWholeDue = true
      throw error
    }
  }

  const isDue = (): boolean => isWholeDue || told.size > 0

  /** Looks until nothing is due. Rejects when the table cannot be read; it is tried again later. */
  function catchUp(): Promise<void> {
    looking ??= (async () => {
      // A burst of notices comes in one piece: one look for all of them.
      await Promise.resolve()
      while (isDue()) await look()
    })().finally(() => {
      looking = undefined
      if (isDue()) retry ??= setTimeout(again, RETRY_MS).unref()
    })
    return looking
  }
  function again(): void {
    retry = undefined
    catchUp().catch(onError)
  }

  const following = followPublished(pool, (id) => {
    if (id === undefined) isWholeDue = true
    else told.add(id)
    onChange()
    const read = catchUp().catch(onError)
    if (isLoaded) {
      awaited ??= Promise.race([read, delay(PATIENCE_MS, undefined, { ref: false })]).finally(() => {
        awaited = undefined
      })
    }
  })
  const timer = setInterval(() => {
    isWholeDue = true
    again()
  }, everyMs).unref()
  again()

  const from =
    <A, R>(answer: (asked: A) => R) =>
    async (asked: A): Promise<R> => {
      // Nothing was ever read: what the database says of it is thrown.
      if (!isLoaded) await catchUp()
      else if (awaited !== undefined) await awaited
      return answer(asked)
    }

  return {
    ...openPublished(pool),
    get: from((id: string) => shelf.get(id)),
    list: from((wanted) => shelf.list(wanted)),
    count: from((filter) => shelf.count(filter)),
    facets: from((filter) => shelf.facets(filter)),
    close() {
      following.close()
      clearInterval(timer)
      clearTimeout(retry)
    },
  }
}
