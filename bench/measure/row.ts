import type { Chain } from '../chain/chain.ts'
import type { Load } from '../load/result.ts'
import type { Plan } from '../options.ts'
import { type Sample, takeSample, VoidRun } from './sample.ts'

/** What the rounds gave for one chain at one number of connections: samples, or why there are none. */
export interface Row {
  readonly chain: Chain['name']
  readonly connections: number
  readonly samples: readonly Sample[]
  readonly failed?: string
}

/**
 * Measures the chains side by side: each is warmed up, then each runs once a round, in an order that turns with the round, so that
 * none always follows the same other.
 */
export async function measureRows(
  chains: readonly Chain[],
  load: Load,
  connections: number,
  plan: Plan,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<readonly Row[]> {
  const samples = new Map<Chain, Sample[]>(chains.map((chain) => [chain, []]))
  const failures = new Map<Chain, string>()
  const run = async (chain: Chain, seconds: number): Promise<Sample | undefined> => {
    if (failures.has(chain)) return undefined
    try {
      return await takeSample(chain, load, connections, seconds, signal)
    } catch (error) {
      if (!(error instanceof VoidRun)) throw error
      failures.set(chain, error.message)
      say(`FAILED ${error.message}`)
      return undefined
    }
  }
  if (plan.warmUpSeconds > 0) for (const chain of chains) await load.run(chain.url, connections, plan.warmUpSeconds)
  for (let round = 0; round < plan.rounds; round++) {
    for (let i = 0; i < chains.length; i++) {
      const chain = chains[(round + i) % chains.length] as Chain
      const sample = await run(chain, plan.seconds(connections))
      if (sample === undefined) continue
      samples.get(chain)?.push(sample)
      say(`${chain.name.padEnd(6)} c=${connections} round ${round + 1}: ${sample.reqPerSec.toFixed(0)} req/s`)
    }
  }
  return chains.map((chain) => {
    const failed = failures.get(chain)
    return {
      chain: chain.name,
      connections,
      samples: samples.get(chain) ?? [],
      ...(failed === undefined ? {} : { failed }),
    }
  })
}
