import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { processFacts } from '../../src/files/process-table.ts'
import { layout } from '../../src/index.ts'
import { findPostmaster } from '../../src/postgres/postmaster.ts'
import { findOrphan } from '../../src/supervise/run-file.ts'

/** Ends at once whatever still runs in a home. Synchronous, for the last moment of a process. */
export function killAll(home: string): void {
  const at = layout(home)
  if (!existsSync(at.runs)) return
  killSupervisor(join(home, 'supervisor.lock'))
  const children = readdirSync(at.runs).map((name) => findOrphan(join(at.runs, name)))
  const found = findPostmaster(join(at.postgres, 'data'))
  const postmaster = found.kind === 'live' ? found.server.pid : undefined
  for (const pid of [...children, postmaster]) {
    try {
      if (pid !== undefined) process.kill(pid, pid === postmaster ? 'SIGQUIT' : 'SIGKILL')
    } catch {
      // It ended in between.
    }
  }
}

/** One that is a process of its own would start again what is killed. */
function killSupervisor(lock: string): void {
  if (!existsSync(lock)) return
  const { pid, startTicks } = JSON.parse(readFileSync(lock, 'utf8')) as {
    readonly pid: number
    readonly startTicks: string
  }
  if (pid === process.pid || processFacts(pid)?.startTicks !== startTicks) return
  process.kill(pid, 'SIGKILL')
}
