import { type AskState, askThrough, harvestState, indexRecords, type openPools } from '@rabt/portal/harvest'

export interface HarvestPlace {
  readonly pools: ReturnType<typeof openPools>
  readonly states: readonly string[]
  /** Consumer edge of the General Secretariat's node. */
  readonly edge: string
  /** Another way to ask than through the network. */
  readonly ask?: AskState
}

/** One harvest of all states beside each other. Rejects if anything was refused. */
export async function timeHarvest({
  pools,
  states,
  edge,
  ask = askThrough({ edge, timeoutMs: 30_000 }),
}: HarvestPlace) {
  const began = performance.now()
  const results = await Promise.all(
    states.map((state) => harvestState({ pool: pools.worker, ask, clock: Date.now, settled: indexRecords }, state)),
  )
  const seconds = (performance.now() - began) / 1000
  if (results.some(({ refused }) => refused > 0)) throw new Error('the harvest refused what the states told')
  const { rows } = await pools.worker.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM published_item WHERE kind = 'service'`,
  )
  return { seconds, services: rows[0]?.n ?? 0 }
}
