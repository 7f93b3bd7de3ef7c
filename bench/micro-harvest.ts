import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { STATES, startFederation } from '@rabt/testbed'
import { directAsk } from './harvest/direct.ts'
import { emptyDatabase } from './harvest/empty-database.ts'
import { timeHarvest } from './harvest/time-harvest.ts'
import { median } from './statistics.ts'

/**
 * The first harvest of six states into an empty portal, through the network and, as its peer, of the same systems asked by plain HTTP; both are
 * judged, stored and indexed alike, in turns.
 */
async function measure(quick: boolean, portBase: number) {
  const home = mkdtempSync(join(tmpdir(), 'rabt-bench-harvest-'))
  const states = STATES.map(({ code }) => code)
  const federation = await startFederation({ home, portBase, states: [...states, 'GCC'], live: states })
  try {
    const edge = federation.nodes.gcc?.http ?? ''
    const rounds = { network: [] as number[], direct: [] as number[] }
    let services = 0
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      for (const way of ['direct', 'network'] as const) {
        await using database = await emptyDatabase(federation.postgres.connection())
        const ask = way === 'direct' ? directAsk(federation.agencies) : undefined
        const timed = await timeHarvest({ pools: database.pools, states, edge, ...(ask && { ask }) })
        rounds[way].push(timed.seconds)
        services = timed.services
      }
    }
    const row = (samples: readonly number[]) => ({ seconds: round3(median(samples)), samples: samples.map(round3) })
    return {
      harvest: {
        ...row(rounds.network),
        services,
        target: 20,
        what: 'six states read from the beginning through the network: each page signed and recorded by both sides, each record judged, stored and indexed',
        peer: {
          ...row(rounds.direct),
          what: 'the same feed by plain HTTP, judged, stored and indexed in the same way',
        },
      },
    }
  } finally {
    await federation.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000

export type HarvestRows = Awaited<ReturnType<typeof measure>>

// Prints the row as JSON. `--quick`: one round. `--port-base N`: where the network listens meanwhile.
if (import.meta.main) {
  const at = process.argv.indexOf('--port-base')
  const portBase = at < 0 ? 30_000 : Number(process.argv[at + 1])
  console.log(JSON.stringify(await measure(process.argv.includes('--quick'), portBase), null, 2))
}
