import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bootId, processFacts } from './process-table.ts'
import { TestbedError } from './testbed-error.ts'

interface Holder {
  readonly pid: number
  readonly startTicks: string
  readonly boot: string
}

export interface HomeLock {
  release(): void
}

/**
 * One supervisor a home. The lock is a file that names its holder by process number, start time and boot, so that a
 * lock left by a killed supervisor is recognised and replaced.
 * Throws a TestbedError that names the holder when it lives.
 */
export function lockHome(home: string): HomeLock {
  const path = join(home, 'supervisor.lock')
  const self = processFacts(process.pid)
  const mine: Holder = { pid: process.pid, startTicks: self?.startTicks ?? '', boot: bootId() }
  const text = `${JSON.stringify(mine)}\n`
  for (let attempt = 0; attempt < 5; attempt++) {
    if (create(path, text)) return { release: () => release(path, text) }
    const found = read(path)
    if (found !== undefined && lives(found.holder)) {
      throw new TestbedError(
        `another \`npm start\` (process ${found.holder.pid}) already runs on ${home}; stop it first, or use another RABT_HOME`,
        `تشغيل آخر (العملية ${found.holder.pid}) يعمل على ${home}؛ أوقفه أولًا أو اختر RABT_HOME آخر`,
      )
    }
    if (found !== undefined) takeAway(path, found.text)
  }
  throw new TestbedError(
    `cannot lock ${home}: ${path} keeps changing`,
    `تعذّر قفل ${home}: الملف ${path} يتغيّر باستمرار`,
  )
}

/** Linked into place with its content, so that no other starter ever reads a lock without a holder. */
function create(path: string, text: string): boolean {
  const staged = `${path}.${process.pid}.new`
  try {
    writeFileSync(staged, text, { mode: 0o600 })
    linkSync(staged, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(staged, { force: true })
  }
}

function read(path: string): { readonly holder: Partial<Holder>; readonly text: string } | undefined {
  try {
    const text = readFileSync(path, 'utf8')
    return { holder: parse(text), text }
  } catch {
    return undefined
  }
}

/** What is no lock of ours has no holder. */
function parse(text: string): Partial<Holder> {
  try {
    return (JSON.parse(text) as Partial<Holder> | null) ?? {}
  } catch {
    return {}
  }
}

function lives({ pid, boot, startTicks }: Partial<Holder>): boolean {
  return boot === bootId() && pid !== undefined && processFacts(pid)?.startTicks === startTicks
}

/** Two starters may both find the same dead lock: whoever moved a live one by mistake puts it back. */
function takeAway(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    if (readFileSync(aside, 'utf8') === stale) rmSync(aside)
    else renameSync(aside, path)
  } catch {
    // Somebody else took it away; the next attempt looks again.
  }
}

function release(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) rmSync(path)
  } catch {
    // Already gone: the home was removed.
  }
}
