import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Context } from '../context.ts'
import { CliError, EXIT } from '../error.ts'

/** What the command needs of a node's `node.json`. */
export interface NodeHome {
  readonly dir: string
  readonly host: string
  readonly http: number
  readonly admin: number
  readonly mirrors: readonly string[]
}

/** `RABT_HOME`, else `./.rabt`. */
export function homeDir(context: Context): string {
  return resolve(context.cwd, context.env.RABT_HOME || '.rabt')
}

/**
 * Reads the node of a state in the home.
 *
 * @throws CliError USAGE for what is no state, NO_HOME when the home has no such node or its `node.json` is unreadable.
 */
export async function readNode(context: Context, state: string): Promise<NodeHome> {
  if (!/^[A-Za-z]{2,3}$/.test(state)) {
    const en = `"${state}" is not a state: give its code, like KW`
    throw new CliError('USAGE', { en, ar: `"${state}" ليس رمز دولة: اكتب الرمز مثل KW` }, { exit: EXIT.usage })
  }
  const home = homeDir(context)
  const dir = join(home, state.toLowerCase())
  const bytes = await readFile(join(dir, 'node.json'), 'utf8').catch(() => undefined)
  if (bytes === undefined) {
    throw new CliError('NO_HOME', {
      en: `There is no node of ${state.toUpperCase()} in ${home}. Run npm start once, or set RABT_HOME.`,
      ar: `لا توجد عقدة للدولة ${state.toUpperCase()} في ${home}. شغّل npm start مرة، أو اضبط RABT_HOME.`,
    })
  }
  return parseNode(dir, bytes)
}

/** @throws CliError NO_HOME */
export function parseNode(dir: string, json: string): NodeHome {
  try {
    const { listen, directory } = JSON.parse(json)
    const node = { dir, host: listen.host, http: listen.http, admin: listen.admin, mirrors: directory?.mirrors ?? [] }
    if (typeof node.host === 'string' && isPort(node.http) && isPort(node.admin) && Array.isArray(node.mirrors))
      return node
  } catch {
    // Told below, without the bytes: the file holds a password.
  }
  throw new CliError('NO_HOME', {
    en: `${join(dir, 'node.json')} is damaged. Run npm start, which writes it anew.`,
    ar: `الملف ${join(dir, 'node.json')} تالف. شغّل npm start ليكتبه من جديد.`,
  })
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536
}
