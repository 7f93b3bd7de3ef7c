import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'
import { homeDir } from './home.ts'

/** A state with a node in this home: its root and its mirrors are as good as another's. @throws CliError NO_HOME */
export async function anyState(context: Context): Promise<string> {
  const home = homeDir(context)
  const names = (await readdir(home).catch((): string[] => [])).filter((name) => /^[a-z]{2}$/.test(name)).sort()
  for (const name of names) {
    const isNode = await stat(join(home, name, 'node.json')).catch(() => null)
    if (isNode !== null) return name.toUpperCase()
  }
  throw new CliError('NO_HOME', {
    en: `There is no node in ${home}. Run npm start once, or set RABT_HOME.`,
    ar: `لا توجد عقدة في ${home}. شغّل npm start مرة، أو اضبط RABT_HOME.`,
  })
}
