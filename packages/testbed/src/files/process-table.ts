import { readFileSync } from 'node:fs'

/** A process as /proc shows it; `startTicks` tells it from a later process that was given the same number. */
export interface ProcessFacts {
  readonly pid: number
  readonly startTicks: string
  readonly argv: readonly string[]
}

/** Reads /proc; undefined when no such process lives (a zombie counts as gone). */
export function processFacts(pid: number): ProcessFacts | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // proc_pid_stat(5): field 2 is the name in brackets and may hold anything, so count from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const state = fields[0]
    const startTicks = fields[19]
    if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return { pid, startTicks, argv }
  } catch {
    return undefined
  }
}

/** Names this boot, so that a number and tick left over from before a reboot match nothing. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return 'unknown'
  }
}
