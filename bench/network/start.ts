import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PILOT, type RunningFederation, startFederation } from '@rabt/testbed'
import { CONSUMER, PROVIDER } from '../calls/calls.ts'
import type { Chain } from '../chain/chain.ts'
import { directoryBytes } from './directory-bytes.ts'

export interface BenchNetwork {
  readonly federation: RunningFederation
  /** From the call to the first exchange between two states. */
  readonly seconds: number
  /** Whether the home was founded by this start. */
  readonly founded: boolean
}

/** Every run adds what it exchanged to the journals: a home that has grown beyond this is founded anew. */
const LARGEST_HOME_BYTES = 12e9

export interface StartOptions {
  readonly home: string
  readonly portBase: number
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** Starts the pilot network in the home that the bench keeps between runs: databases in use, not empty ones. */
export async function startNetwork({ home, portBase, signal, say }: StartOptions): Promise<BenchNetwork> {
  const bytes = directoryBytes(home)
  const fresh = bytes > LARGEST_HOME_BYTES
  if (fresh) say(`the bench's home holds ${(bytes / 1e9).toFixed(0)} GB and is founded anew`)
  const founded = fresh || !exists(join(home, 'VERSION'))
  const begin = performance.now()
  const federation = await startFederation({ home, portBase, signal, fresh, states: PILOT, report: say }).catch(
    (error: unknown) => {
      if (founded || signal.aborted) throw error
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(`${reason}; if the bench's home is of another state of the code, delete it: ${home}`, {
        cause: error,
      })
    },
  )
  return { federation, founded, seconds: (performance.now() - begin) / 1000 }
}

/** Seconds that the whole network takes on an empty home, from the call to the first exchange; leaves nothing behind. */
export async function timeFounding({ home, portBase, signal, say }: StartOptions): Promise<number> {
  rmSync(home, { recursive: true, force: true })
  const begin = performance.now()
  const federation = await startFederation({ home, portBase, signal, states: PILOT, report: say })
  const seconds = (performance.now() - begin) / 1000
  await federation.stop()
  rmSync(home, { recursive: true, force: true })
  return seconds
}

/** Our own chain: consumer's gateway in Kuwait, provider's in Qatar, one PostgreSQL with both journals. */
export function rabtChain({ nodes, postgres }: RunningFederation): Chain {
  const consumer = nodes[CONSUMER.toLowerCase()]
  const provider = nodes[PROVIDER.toLowerCase()]
  if (consumer === undefined || provider === undefined) throw new Error('the network runs without the two states')
  const pid = (node: typeof consumer): number => {
    const number = node.pid()
    if (number === undefined) throw new Error(`the gateway of ${node.code} has ended, see ${node.logFile}`)
    return number
  }
  return {
    name: 'rabt',
    url: consumer.http,
    pids: () => ({ consumer: pid(consumer), provider: pid(provider), postgres: postgres.pid() }),
  }
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined
}
