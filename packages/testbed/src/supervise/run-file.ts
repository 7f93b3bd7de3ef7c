import { readFileSync, rmSync } from 'node:fs'
import { writeFileAtomic } from '@rabt/authority'
import { bootId, processFacts } from '../files/process-table.ts'

/** A child written down, so that the next start finds what a killed supervisor left running. */
export interface RunRecord {
  readonly pid: number
  readonly startTicks: string
  readonly boot: string
}

export function recordRun(path: string, pid: number): void {
  const facts = processFacts(pid)
  if (facts === undefined) return
  const record: RunRecord = { pid, startTicks: facts.startTicks, boot: bootId() }
  writeFileAtomic(path, `${JSON.stringify(record)}\n`)
}

export function forgetRun(path: string): void {
  rmSync(path, { force: true })
}

/** The process number of a recorded child that still lives. */
export function findOrphan(path: string): number | undefined {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as RunRecord
    const lives = record.boot === bootId() && processFacts(record.pid)?.startTicks === record.startTicks
    return lives ? record.pid : undefined
  } catch {
    return undefined
  }
}
