import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { PortalConfig } from '../config.ts'
import type { Pools } from '../database/pools.ts'
import { askThrough } from '../harvest/ask-state.ts'
import { bundlesOf, fetchEvidence } from '../harvest/fetch-evidence.ts'
import { startHarvester } from '../harvest/harvester.ts'
import { openLookout } from '../readiness/look.ts'
import { observeState } from '../readiness/observe.ts'
import { repeat } from './repeat.ts'

const EVIDENCE_EVERY_MS = 15_000
/** Versions that editors gave a time. */
const DUE_EVERY_MS = 10_000

/** What the portal does by itself: harvests the states, fetches the evidence of what it took, looks what answers. */
export async function startWork(
  config: PortalConfig,
  pools: Pools,
  log: Logger,
  clock: () => number,
  tend: () => Promise<void>,
) {
  const { edge, admin, rootFile } = config.node
  const at = (file: string): string => resolve(config.home, file)
  const [token, ca, root] = await Promise.all([
    readFile(at(admin.tokenFile), 'utf8'),
    readFile(at(admin.caFile), 'utf8'),
    readFile(at(rootFile)),
  ])
  const stopping = new AbortController()
  const { signal } = stopping
  const pool = pools.worker
  const evidence = { pool, bundle: bundlesOf({ url: admin.url, token: token.trim(), ca }), root, clock }
  const { states, everySeconds, timeoutSeconds } = config.harvest
  const harvester = startHarvester({
    ...evidence,
    states,
    ask: askThrough({ edge, timeoutMs: timeoutSeconds * 1000, signal }),
    everyMs: everySeconds * 1000,
    random: Math.random,
    log,
  })
  const lookout = openLookout(edge, clock, signal)
  const loops = [
    // Bundles that were not there when their page came.
    repeat(
      () => fetchEvidence(evidence),
      EVIDENCE_EVERY_MS,
      signal,
      (error) => log.warn({ error: String(error) }, 'evidence-failed'),
    ),
    repeat(tend, DUE_EVERY_MS, signal, (error) => log.warn({ error: String(error) }, 'publishing-failed')),
    ...states.map((state) =>
      repeat(
        () => observeState({ pool, lookout, clock }, state),
        config.readiness.everySeconds * 1000,
        signal,
        (error) => log.warn({ state, error: String(error) }, 'look-failed'),
      ),
    ),
  ]
  return {
    stop: async (): Promise<void> => {
      stopping.abort()
      await Promise.allSettled([harvester.stop(), ...loops])
    },
  }
}
