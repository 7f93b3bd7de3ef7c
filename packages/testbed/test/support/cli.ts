import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const BIN = join(import.meta.dirname, '../../../cli/bin/rabt.mjs')

export interface CommandRun {
  readonly exit: number | null
  readonly out: string
  readonly notes: string
}

/** Runs `rabt` as a person would: a process of its own, with the home in its environment. */
export async function rabt(home: string, ...args: readonly string[]): Promise<CommandRun> {
  const env = { ...process.env, RABT_HOME: home, LC_ALL: 'C', LANG: 'C' }
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, notes, exit] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { exit, out, notes }
}
