import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SEARCH_PATH } from './tools.ts'

export interface Program {
  readonly pid: number
  /** The end of its output, once it has ended by itself; a taken port is told there. */
  failure(): string | undefined
  stop(): Promise<void>
}

const GRACE_MS = 3_000

/**
 * Starts an outside program in its own session, so that Ctrl-C reaches the bench alone, which stops it. Its number is kept in a
 * file: what a killed bench left running is stopped by the next one.
 */
export async function startProgram(
  workDir: string,
  name: string,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Program> {
  mkdirSync(join(workDir, 'run'), { recursive: true })
  const runFile = join(workDir, 'run', `${name}.pid`)
  const logFile = join(workDir, `${name}.log`)
  await stopLeftover(runFile, args)
  const log = openSync(logFile, 'w')
  const env = { ...process.env, PATH: SEARCH_PATH, ...environment }
  const child = spawn(command, args, { stdio: ['ignore', log, log], detached: true, env })
  closeSync(log)
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      hasEnded = true
      resolve()
    }
    child.once('exit', end)
    child.once('error', end)
  })
  if (child.pid === undefined) {
    await ended
    throw new Error(`${command} could not be started`)
  }
  writeFileSync(runFile, String(child.pid))
  return {
    pid: child.pid,
    failure: () => (hasEnded ? `${command} ended: ${readFileSync(logFile, 'utf8').trim().slice(-400)}` : undefined),
    stop: async () => {
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
      await ended
      clearTimeout(hard)
      rmSync(runFile, { force: true })
    },
  }
}

/** Only a process with exactly our arguments (which name our directory) is ours: numbers are given again. */
async function stopLeftover(runFile: string, args: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      const pid = Number(readFileSync(runFile, 'utf8'))
      const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      // nginx writes its title over its arguments: `nginx: master process nginx -c … `.
      if (!args.every((arg) => argv.includes(arg))) return
      process.kill(pid, 'SIGTERM')
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
