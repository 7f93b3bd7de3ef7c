import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'

/** The machine as far as figures depend on it; nothing that names it. */
export function describeMachine() {
  const processors = cpus()
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    kernel: release(),
  }
}

/** Load average of the last minute: figures taken beside other work are not to be trusted. */
export function loadAverage(): number {
  return Number.parseFloat(readFileSync('/proc/loadavg', 'latin1'))
}
