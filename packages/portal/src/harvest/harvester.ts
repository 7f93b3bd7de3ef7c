import type { Logger } from 'pino'
import { pause } from '../process/repeat.ts'
import { backoffMs } from './backoff.ts'
import { type EvidenceDeps, fetchEvidence } from './fetch-evidence.ts'
import { type HarvestDeps, harvestState } from './harvest-state.ts'
import { HarvestError } from './reasons.ts'
import { noteFailure, openState, prunePages } from './store.ts'

/** Of pages that are the proof of nothing: long enough to look into a mistake. */
const PAGES_KEPT_MS = 7 * 86_400_000

export interface HarvesterOptions extends Omit<HarvestDeps, 'signal'>, Pick<EvidenceDeps, 'bundle' | 'root'> {
  readonly states: readonly string[]
  /** Between two looks at a state that answers. */
  readonly everyMs: number
  /** [0, 1) */
  readonly random: () => number
  readonly log: Pick<Logger, 'info' | 'warn'>
}

export interface Harvester {
  /** Ends after the page under way, within the time of one call. */
  stop(): Promise<void>
}

/** Harvests all states beside each other, each by itself at its own pace, until it is stopped. */
export function startHarvester(options: HarvesterOptions): Harvester {
  const stopping = new AbortController()
  const { signal } = stopping
  const loops = options.states.map((state) => follow(options, state, signal))
  return {
    stop: async () => {
      stopping.abort()
      await Promise.allSettled(loops)
    },
  }
}

async function follow(options: HarvesterOptions, state: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const wait = await lookOnce(options, state, signal).catch((error: unknown) => {
      // The database is away, or a mistake of ours: the log has it, and the next look tries again.
      if (!signal.aborted) options.log.warn({ state, error: String(error) }, 'harvest-broke')
      return backoffMs(4, options.random)
    })
    await pause(wait, signal)
  }
}

/** One run, and the evidence of what it brought. @returns ms until the next look */
async function lookOnce(options: HarvesterOptions, state: string, signal: AbortSignal): Promise<number> {
  const { pool, clock, random, log } = options
  try {
    const { pages, changed, refused } = await harvestState({ ...options, signal }, state)
    if (pages > 0) log.info({ state, pages, changed, refused }, 'harvested')
    if (pages > 0) {
      await fetchEvidence(options)
      await prunePages(pool, new Date(clock() - PAGES_KEPT_MS))
    }
    return options.everyMs
  } catch (error) {
    if (!(error instanceof HarvestError) || signal.aborted) throw error
    const { failures } = await openState(pool, state)
    const wait = backoffMs(failures + 1, random)
    const { reason, detail } = error
    await noteFailure(pool, state, { reason, detail, at: new Date(clock()), retryAt: new Date(clock() + wait) })
    if (failures === 0) log.warn({ state, reason, detail }, 'harvest-failed')
    return wait
  }
}
