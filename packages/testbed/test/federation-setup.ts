import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePortBase } from '../src/files/free-port-base.ts'
import { startFederation } from '../src/index.ts'
import { serveControl } from './support/control.ts'
import './support/provided.ts'

/** One federation of three states for all test files: its own processes, its own PostgreSQL, a home of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'rabt-federation-'))
  const portBase = await freePortBase()
  const federation = await startFederation({ home, portBase })
  const control = await serveControl(federation)
  project.provide('federation', { home, portBase, control: control.url })
  return async () => {
    control.close()
    await federation.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
