import { readFileSync } from 'node:fs'

/** Resident memory of a process, MiB (proc_pid_status(5), VmRSS). */
export function rssMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  if (kib === undefined) throw new Error(`no process ${pid}`)
  return Number(kib) / 1024
}
