import type pg from 'pg'
import { followPublished } from '../content/follow.ts'
import type { Language } from '../record/text.ts'
import { type Answer, answer, type Question, unavailable } from './engine/answer.ts'
import { openInverted } from './engine/inverted.ts'
import { type Suggester, type Suggestion, suggester } from './engine/suggest.ts'
import { load } from './index/load.ts'

export interface Search {
  /** Never rejects: a query that cannot be answered gets an answer that says why. */
  search(question: Question): Promise<Answer>
  suggest(query: string, language: Language): Promise<readonly Suggestion[]>
  /** Looks now for what was published. For those who cannot wait to be told; it may reject. */
  refresh(): Promise<void>
  close(): void
}

interface SearchOptions {
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** Told of a look at the table that failed; the index stays as it was. */
  readonly onError?: (error: unknown) => void
  /** The index holds something else than before. */
  readonly onChange?: () => void
  /** How often the table is looked at without being told. */
  readonly everyMs?: number
}

/** Between two looks at the table: a harvest tells of hundreds of records. */
const PAUSE_MS = 200

/**
 * Search over what is published: an index in memory, filled from `search_entry` and kept up by notices of publication. Takes one connection
 * of the pool (role `portal_public`) to listen on.
 */
export function openSearch(pool: pg.Pool, options: SearchOptions): Search {
  const index = openInverted()
  let suggestions: Suggester | undefined
  let running: Promise<void> | undefined
  let waiting: NodeJS.Timeout | undefined
  let loaded = false

  async function look(): Promise<void> {
    const isNew = await load(pool, index)
    loaded = true
    if (!isNew) return
    suggestions = undefined
    options.onChange?.()
  }

  /** One look at a time; who asks while one runs gets one that began after. */
  async function refresh(): Promise<void> {
    while (running) await running.catch(() => undefined)
    running = look().finally(() => {
      running = undefined
    })
    return running
  }

  const quietly = () => refresh().catch((error: unknown) => options.onError?.(error))
  const soon = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined
      void quietly()
    }, PAUSE_MS).unref()
  }
  const following = followPublished(pool, soon)
  const first = quietly()
  const timer = setInterval(soon, options.everyMs ?? 60_000).unref()

  async function isReady(): Promise<boolean> {
    await first
    if (!loaded) await quietly()
    return loaded
  }

  return {
    search: async (question) => ((await isReady()) ? answer(index, question, options.clock()) : unavailable()),
    async suggest(query, language) {
      if (!(await isReady())) return []
      suggestions ??= suggester(index)
      return suggestions.suggest(query, language)
    },
    refresh,
    close() {
      following.close()
      clearInterval(timer)
      clearTimeout(waiting)
    },
  }
}
