import { setTimeout as delay } from 'node:timers/promises'
import { RECORD_BYTES } from '../calls/records.ts'
import type { Chain } from '../chain/chain.ts'
import { type Load, whyVoid } from '../load/result.ts'
import { watchMemory } from '../observe/peak-memory.ts'
import { cpuOfTree } from '../observe/processes.ts'

/** One run of the load against one chain. */
export interface Sample {
  readonly reqPerSec: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU µs a request, by part of the chain. */
  readonly cpuUs: Readonly<Record<string, number>>
  /** Highest resident memory during the run, MiB, of each hop. */
  readonly rssMiB: Readonly<Record<string, number>>
}

/** A run in which not every call was answered rightly: its figures mean nothing. */
export class VoidRun extends Error {
  override readonly name = 'VoidRun'
}

/** The journal's index is written a little after the answers: its CPU belongs to the run. It also lets the machine come to rest. */
const SETTLE_MS = 300

/** @throws VoidRun */
export async function takeSample(
  chain: Chain,
  load: Load,
  connections: number,
  seconds: number,
  signal: AbortSignal,
): Promise<Sample> {
  const pids = chain.pids()
  const before = Object.entries(pids).map(([part, pid]) => [part, pid, cpuOfTree(pid)] as const)
  // PostgreSQL's processes share most of their memory: a sum of theirs would say nothing.
  const { postgres: _postgres, ...gateways } = pids
  const memory = watchMemory(gateways)
  const result = await load.run(chain.url, connections, seconds).finally(() => memory.stop())
  await delay(SETTLE_MS, undefined, { signal })
  const reason = whyVoid(result, RECORD_BYTES)
  if (reason !== undefined) throw new VoidRun(`${chain.name} at c=${connections}: ${reason}`)
  return {
    reqPerSec: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuUs: Object.fromEntries(
      before.map(([part, pid, cpu]) => [part, ((cpuOfTree(pid) - cpu) * 1e6) / result.requests]),
    ),
    rssMiB: memory.stop(),
  }
}
