import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Break } from './break.ts'

export const ROOT = join(import.meta.dirname, '../../../..')
const OWN_SCOPE = '@rabt'
/** A configuration of the test runner for files that need no database: starting one takes longer than most of them. */
export const NO_DATABASE = 'no-database.config.ts'
const LEFT_OUT = new Set(['node_modules', '.work', '.rabt'])

/** A private copy of the packages, in which code may be broken: its own modules resolve to the copy, all others to the installed ones. */
export interface Copy extends Disposable {
  readonly root: string
  /** Runs `body` while the break is in the copy; null if the text to break is not there once. */
  broken<T>(broken: Break, body: () => T): T | null
}

export function makeCopy(): Copy {
  const root = mkdtempSync(join(tmpdir(), 'rabt-breaking-'))
  cpSync(join(ROOT, 'packages'), join(root, 'packages'), {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(basename(path)),
  })
  for (const file of ['package.json', 'vitest.config.ts', 'tsconfig.json']) cpSync(join(ROOT, file), join(root, file))
  writeFileSync(join(root, NO_DATABASE), "export default { test: { pool: 'forks', testTimeout: 20_000 } }\n")
  const modules = join(root, 'node_modules')
  mkdirSync(join(modules, OWN_SCOPE), { recursive: true })
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== OWN_SCOPE) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  for (const name of readdirSync(join(root, 'packages')))
    symlinkSync(join(root, 'packages', name), join(modules, OWN_SCOPE, name))
  return {
    root,
    broken: ({ file, find, replace }, body) => {
      const path = join(root, file)
      const whole = readFileSync(path, 'utf8')
      if (whole.split(find).length !== 2) return null
      // As a function: a replacement may hold a dollar sign.
      writeFileSync(
        path,
        whole.replace(find, () => replace),
      )
      try {
        return body()
      } finally {
        writeFileSync(path, whole)
      }
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}
