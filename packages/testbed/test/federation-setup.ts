import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePortBase } from '../src/files/free-port-base.ts'
import { startFederation } from '../src/index.ts'
import { serveControl } from './support/control.ts'
import { killAll } from './support/kill-all.ts'
import './support/provided.ts'
import { QUICK } from './support/publish.ts'

/** One federation of three states for all test files: its own processes, its own PostgreSQL, a home of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'rabt-federation-'))
  const home = join(dir, 'shared')
  const otherHomes = join(dir, 'others')
  mkdirSync(otherHomes)
  // A run that is broken off leaves no processes either. Nothing asynchronous happens any more at exit.
  const onExit = (): void => {
    for (const each of [home, ...readdirSync(otherHomes).map((name) => join(otherHomes, name))]) killAll(each)
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', onExit)
  const portBase = await freePortBase()
  const federation = await startFederation({ home, portBase, settings: QUICK })
  const control = await serveControl(federation)
  project.provide('federation', { home, otherHomes, portBase, control: control.url })
  return async () => {
    control.close()
    await federation.stop()
    process.removeListener('exit', onExit)
    rmSync(dir, { recursive: true, force: true })
  }
}
