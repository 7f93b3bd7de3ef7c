import type pg from 'pg'
import type { Timers } from '../link/wire.ts'
import { repeat } from '../node/repeat.ts'
import { UsageMeter } from './usage-meter.ts'
import { forgetUsage, readUsage, USAGE_WRITE_MS, type UsageRole, writeUsage } from './usage-store.ts'

/** What is used of the agreements at the two edges of a gateway, each counted for itself. */
export interface Usage {
  readonly consumer: UsageMeter
  readonly provider: UsageMeter
  /** Writes what is not written yet; after the last call. */
  close(): Promise<void>
}

/** Takes up the day's counts from the database and writes them on from there, behind the calls. `failed` hears of a write that failed. */
export async function openUsage(
  pool: pg.Pool,
  clock: () => number,
  after: Timers['after'],
  failed: (error: unknown) => void,
): Promise<Usage> {
  const meters: Readonly<Record<UsageRole, UsageMeter>> = { consumer: new UsageMeter(), provider: new UsageMeter() }
  const roles = Object.keys(meters) as UsageRole[]
  await forgetUsage(pool, clock())
  for (const role of roles) await readUsage(pool, role, meters[role], clock())
  let last: Promise<unknown> = Promise.resolve()
  const writeAll = async () => {
    for (const role of roles) await writeUsage(pool, role, meters[role], clock()).catch(failed)
  }
  // One after the other: a meter has one batch on its way at most.
  const write = () => {
    last = last.then(writeAll)
    return last
  }
  const writing = repeat(after, USAGE_WRITE_MS, write)
  return {
    ...meters,
    close: async () => {
      writing.cancel()
      await write()
    },
  }
}
