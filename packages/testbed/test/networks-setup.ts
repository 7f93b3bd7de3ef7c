import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePortBase } from '../src/files/free-port-base.ts'
import { startFederation } from '../src/index.ts'
import { killAll } from './support/kill-all.ts'
import { servePool } from './support/pool.ts'
import './support/provided.ts'
import { QUICK } from './support/publish.ts'

/** Federations of three states that test files take in turn: each with its own processes, its own PostgreSQL, a home of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'rabt-federation-'))
  const folders = ['shared', 'others'].map((name) => join(dir, name))
  const [shared, otherHomes] = folders as [string, string]
  for (const folder of folders) mkdirSync(folder)
  // A run that is broken off leaves no processes either. Nothing asynchronous happens any more at exit.
  const onExit = (): void => {
    for (const folder of folders) for (const name of readdirSync(folder)) killAll(join(folder, name))
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', onExit)
  const pool = await servePool(async (number) => {
    const portBase = await freePortBase()
    const home = join(shared, String(number))
    return { portBase, federation: await startFederation({ home, portBase, settings: QUICK }) }
  })
  project.provide('federation', { otherHomes, pool: pool.url })
  return async () => {
    await pool.close()
    process.removeListener('exit', onExit)
    rmSync(dir, { recursive: true, force: true })
  }
}
