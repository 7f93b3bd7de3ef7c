import { setTimeout as delay } from 'node:timers/promises'
import { isRunning, type Postmaster } from './postmaster.ts'

const POLL_MS = 25
/** A checkpoint soon after the founding syncs five thousand new files. The whole network stops within 15 s. */
const PATIENCE_MS = 8_000

/** Fast shutdown: sessions are ended, a checkpoint is written. Resolves when the process is gone. */
export async function stopServer(server: Postmaster): Promise<void> {
  // SIGINT is what `pg_ctl stop -m fast` sends (PostgreSQL manual 18.5); pg_ctl itself would need the account again.
  signal(server, 'SIGINT')
  const hardAt = performance.now() + PATIENCE_MS
  while (isRunning(server)) {
    if (performance.now() > hardAt) {
      // Immediate shutdown: nothing committed is lost, the next start recovers from the WAL.
      signal(server, 'SIGQUIT')
    }
    await delay(POLL_MS)
  }
}

function signal(server: Postmaster, name: NodeJS.Signals): void {
  if (!isRunning(server)) return
  try {
    process.kill(server.pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
