import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { layout } from '../../src/index.ts'
import { findPostmaster } from '../../src/postgres/postmaster.ts'
import { findOrphan } from '../../src/supervise/run-file.ts'

/** Ends at once whatever still runs in a home. Synchronous, for the last moment of a process. */
export function killAll(home: string): void {
  const at = layout(home)
  if (!existsSync(at.runs)) return
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
