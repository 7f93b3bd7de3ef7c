import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateDir, writeFileAtomic } from '@rabt/authority'
import { copyVersion, directoryRepository, readStanding, TIMESTAMP } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { PARTIES } from '../federation/states.ts'
import type { Layout } from './layout.ts'

/** Where all authorities of homes up to format 2 had one copy in common. */
const COMMON = 'directory'

/**
 * Before the authorities' process starts: brings the copy at the first writer's authority to the newest of all copies, whichever
 * authority has it. A copy that does not hold is left to its mirror, which puts it right; the first writer's is made anew.
 */
export async function gatherCopies(at: Layout): Promise<void> {
  const common = join(at.home, COMMON)
  if (existsSync(common) && !existsSync(at.repository)) {
    makePrivateDir(join(at.repository, '..'))
    renameSync(common, at.repository)
  }
  const own = directoryRepository(at.repository)
  if (!(await holds(at.repository))) {
    rmSync(join(at.repository, 'metadata'), { recursive: true, force: true })
    await own.write('metadata/1.root.json', readFileSync(at.root))
  }
  for (const { code } of PARTIES) {
    if (at.mirror(code) === at.repository || !(await holds(at.mirror(code)))) continue
    await copyVersion(directoryRepository(at.mirror(code)), own).catch(ifRefused)
  }
}

/** Gives every authority what lies in the first writer's copy, the timestamp last. */
export function spreadCopies(at: Layout): void {
  for (const { code } of PARTIES) {
    const copy = at.mirror(code)
    if (copy === at.repository) continue
    makePrivateDir(at.authority(code))
    const isOther = (from: string): boolean => !from.endsWith(TIMESTAMP)
    cpSync(at.repository, copy, { recursive: true, filter: isOther })
    writeFileAtomic(join(copy, TIMESTAMP), readFileSync(join(at.repository, TIMESTAMP)), 0o644)
  }
}

async function holds(folder: string): Promise<boolean> {
  return (await readStanding(directoryRepository(folder)).catch(ifRefused)) != null
}

function ifRefused(error: unknown): null {
  if (error instanceof RabtError) return null
  throw error
}
