import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { timeFounding } from '../network/start.ts'
import { timeGatewayStarts } from '../network/start-times.ts'
import { rssMiB } from '../observe/processes.ts'
import type { Plan } from '../options.ts'
import { measureRevocations, type RevocationSamples } from '../revocation/measure.ts'
import type { Session, SessionOptions } from '../session.ts'
import { measureRows, type Row } from './row.ts'

/** What one run of the bench measured, before anything is summarised. */
export interface Measurements {
  readonly rows: readonly Row[]
  /** MiB, before any load. */
  readonly rssAtRest: Readonly<Record<string, number>>
  /** Seconds of each start of one gateway; empty when it did not start, with the reason. */
  readonly gatewayStarts: readonly number[]
  readonly gatewayStartFailed?: string
  /** Absent when it failed, with the reason. */
  readonly revocations?: RevocationSamples
  readonly revocationsFailed?: string
  /** WAL segments made while the rows were measured. */
  readonly walSegmentsMade: number
}

/** The checkpointer makes a segment ahead now and then, while no commit waits for it. */
const SEGMENTS_AHEAD = 4

export async function measureEverything(
  session: Session,
  plan: Plan,
  { portBase, signal, say }: SessionOptions,
): Promise<Measurements> {
  const { rabt, load, federation, wal } = session
  const chains = [rabt, ...(await session.startPeers())]
  await delay(plan.restSeconds * 1000, undefined, { signal })
  const { consumer = 0, provider = 0 } = rabt.pids()
  const rssAtRest = { consumer: rssMiB(consumer), provider: rssMiB(provider) }
  await load.run(rabt.url, 32, plan.firstWarmUpSeconds)
  const rows: Row[] = []
  for (const connections of plan.connections)
    rows.push(...(await measureRows(chains, load, connections, plan, signal, say)))
  const walSegmentsMade = await wal.segmentsMade()
  if (walSegmentsMade > SEGMENTS_AHEAD)
    say(`${walSegmentsMade} WAL segments were made while measuring: PostgreSQL was not yet in a steady state`)
  say('revocations, until the slowest gateway refuses')
  const revocations = await measureRevocations(federation, portBase, plan.revocations).then(
    (samples) => ({ revocations: samples }),
    (error: unknown) => {
      signal.throwIfAborted()
      const revocationsFailed = error instanceof Error ? error.message : String(error)
      say(`FAILED revocations: ${revocationsFailed}`)
      return { revocationsFailed }
    },
  )
  const measured = { rows, rssAtRest, walSegmentsMade, ...revocations }
  try {
    return { ...measured, gatewayStarts: await timeGatewayStarts(federation, portBase, plan.gatewayStarts) }
  } catch (error) {
    signal.throwIfAborted()
    const gatewayStartFailed = error instanceof Error ? error.message : String(error)
    say(`FAILED start of a gateway: ${gatewayStartFailed}`)
    return { ...measured, gatewayStarts: [], gatewayStartFailed }
  }
}

/** Seconds of the network's start on an empty home. */
export function measureFounding({ workDir, portBase, signal, say }: SessionOptions): Promise<number> {
  return timeFounding({ home: join(workDir, 'founding'), portBase, signal, say })
}
