import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { forgetRun, recordRun } from './run-file.ts'

export interface ChildSpec {
  readonly name: string
  /** Arguments of `node`. */
  readonly args: readonly string[]
  readonly logFile: string
  readonly runFile: string
  /** Said once for each unexpected end. */
  readonly onDeath: (message: string) => void
}

export interface SupervisedChild {
  readonly name: string
  pid(): number | undefined
  /** SIGTERM; SIGKILL after `graceMs`. No restart follows. */
  stop(graceMs: number): Promise<void>
  /** SIGKILL, as a fault; the supervisor then starts it anew unless `hold`. */
  kill(options?: { readonly hold?: boolean }): Promise<void>
  /** Starts it again after `kill({ hold: true })`. */
  restart(): void
}

const FIRST_BACKOFF_MS = 200
const LONGEST_BACKOFF_MS = 10_000
/** A child that lived so long begins again at the first backoff. */
const PROVEN_MS = 30_000

/**
 * Starts a Node process of its own session and keeps it running: Ctrl-C in the terminal reaches the supervisor alone,
 * which stops its children in order. The child writes to a file, so it also survives a killed supervisor.
 */
export function startChild(spec: ChildSpec): SupervisedChild {
  let child: ChildProcess | undefined
  let ended: Promise<void> = Promise.resolve()
  let wanted = true
  let backoff = FIRST_BACKOFF_MS
  let timer: NodeJS.Timeout | undefined

  const start = (): void => {
    const log = openSync(spec.logFile, 'a', 0o600)
    const startedAt = performance.now()
    const started = spawn(process.execPath, spec.args, {
      stdio: ['ignore', log, log],
      env: environment(),
      detached: true,
    })
    closeSync(log)
    child = started
    if (started.pid !== undefined) recordRun(spec.runFile, started.pid)
    ended = new Promise((resolve) => {
      const end = (how: string): void => {
        if (child !== started) return
        child = undefined
        forgetRun(spec.runFile)
        resolve()
        if (!wanted) return
        if (performance.now() - startedAt > PROVEN_MS) backoff = FIRST_BACKOFF_MS
        spec.onDeath(`${spec.name} ended (${how}), see ${spec.logFile}; it starts again in ${backoff} ms`)
        timer = setTimeout(start, backoff)
        backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS)
      }
      started.once('error', (error) => end(error.message))
      started.once('exit', (code, signal) => end(signal ?? `exit code ${code}`))
    })
  }

  start()
  return {
    name: spec.name,
    pid: () => child?.pid,
    stop: async (graceMs) => {
      wanted = false
      clearTimeout(timer)
      child?.kill('SIGTERM')
      const hard = setTimeout(() => child?.kill('SIGKILL'), graceMs)
      await ended
      clearTimeout(hard)
    },
    kill: async ({ hold = false } = {}) => {
      wanted = !hold
      const end = ended
      child?.kill('SIGKILL')
      await end
    },
    restart: () => {
      wanted = true
      clearTimeout(timer)
      if (child === undefined) start()
    },
  }
}

/** A node reads every RABT_ variable as an override of its own configuration: the supervisor's two are not for it. */
function environment(): NodeJS.ProcessEnv {
  const { RABT_HOME: _home, RABT_PORT_BASE: _base, ...rest } = process.env
  return rest
}
