import { pino } from 'pino'
import type { KernelLog } from '../link/kernel.ts'
import { QuietAlarms } from './quiet-alarms.ts'

export type Log = ReturnType<typeof makeLog>

/** The node's log: JSON lines on standard output. Nothing of a head or body, no secret, no person ever enters it. */
export function makeLog(node: string, level: string) {
  return pino({ level, base: { node }, timestamp: pino.stdTimeFunctions.isoTime })
}

/** Business events of the link as log lines: one name an event. Every alarm is counted; one that goes on is not said each time. */
export function kernelLog(log: Log, count: (name: string) => void, clock: () => number): KernelLog {
  const quiet = new QuietAlarms(clock)
  return {
    event: (name, detail) => log.info(detail, name),
    alarm: (name, detail) => {
      count(name)
      const said = quiet.take(name, detail)
      if (said) log.warn(said, name)
    },
  }
}
