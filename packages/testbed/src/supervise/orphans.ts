import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processFacts } from '../files/process-table.ts'
import { findOrphan, forgetRun } from './run-file.ts'

/** Stops whatever a killed supervisor of this home left running. PostgreSQL is not among them: it is adopted. */
export async function stopOrphans(runDir: string): Promise<void> {
  let names: readonly string[]
  try {
    names = readdirSync(runDir)
  } catch {
    return
  }
  await Promise.all(names.filter((name) => name.endsWith('.json')).map((name) => stopOrphan(join(runDir, name))))
}

/** What a killed supervisor left running: it is stopped, because its output, settings and end are nobody's any more. */
async function stopOrphan(runFile: string): Promise<void> {
  const pid = findOrphan(runFile)
  if (pid === undefined) return
  const { startTicks } = processFacts(pid) ?? {}
  const lives = (): boolean => startTicks !== undefined && processFacts(pid)?.startTicks === startTicks
  const send = (signal: NodeJS.Signals): void => {
    try {
      if (lives()) process.kill(pid, signal)
    } catch {
      // It ended in between.
    }
  }
  send('SIGTERM')
  const hardAt = performance.now() + 10_000
  while (lives()) {
    if (performance.now() > hardAt) send('SIGKILL')
    await delay(25)
  }
  forgetRun(runFile)
}
