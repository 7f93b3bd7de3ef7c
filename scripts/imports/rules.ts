import type { Import } from './read-imports.ts'

/** What the rules know of the repository besides the import itself. */
export interface Repository {
  /** Manifest by folder (`packages/ledger`; the root is ``). */
  readonly manifests: ReadonlyMap<string, Manifest>
  readonly isFile: (path: string) => boolean
}

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
}

/** Answers why the import is refused, or nothing. */
export type Rule = (it: Import, repository: Repository) => string | undefined

/** Imports point one way. A package may import those named here, and its own files. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  ledger: ['protocol'],
  directory: ['protocol', 'ledger'],
  evidence: ['protocol', 'ledger', 'directory'],
  database: [],
  gateway: ['protocol', 'ledger', 'directory', 'evidence', 'database'],
  authority: ['protocol', 'ledger', 'directory', 'evidence', 'database'],
  cli: ['protocol', 'directory', 'evidence'],
  ui: [],
  portal: ['protocol', 'ledger', 'directory', 'evidence', 'database', 'ui'],
  testbed: ['protocol', 'ledger', 'directory', 'evidence', 'database', 'gateway', 'authority', 'cli', 'portal'],
}

/** Cores that take bytes and a time and return a value: no sockets, files or processes. */
const PURE = ['protocol', 'ledger', 'evidence']
const PURE_BUILTINS = ['node:buffer', 'node:crypto', 'node:util', 'node:zlib']

/** Stages of a message's journey that reach the link only through `exchange.ts`. */
const STAGES = /^packages\/gateway\/src\/(edge-consumer|edge-provider|route|authorise|registry)\//
const BEHIND_EXCHANGE = /^packages\/gateway\/src\/(link|journal)\//

export const RULES: Readonly<Record<string, Rule>> = {
  'target-exists': ({ target }, { isFile }) =>
    target.kind === 'file' && !isFile(target.path) ? `there is no ${target.path}` : undefined,

  'no-computed-import': ({ target }) =>
    target.kind === 'computed' ? 'import() with a computed name cannot be checked' : undefined,

  'one-way': ({ from, target }) => {
    const own = packageOf(from)
    const other = target.kind === 'package' ? workspaceOf(target.name) : undefined
    if (own === undefined || other === undefined) return undefined
    if (other === own) return isTest(from) ? undefined : 'a package imports its own files by path'
    if (MAY_IMPORT[own]?.includes(other) || (isTest(from) && other === 'testbed')) return undefined
    return `${own} may not import ${other}`
  },

  'stay-inside': ({ from, target }) =>
    target.kind === 'file' && homeOf(target.path) !== homeOf(from)
      ? `a path out of ${homeOf(from)}: import the package by its name`
      : undefined,

  'no-deep-import': ({ target }, { manifests }) => {
    const other = target.kind === 'package' ? workspaceOf(target.name) : undefined
    if (target.kind !== 'package' || other === undefined) return undefined
    const entry = target.subpath === '' ? '.' : `./${target.subpath}`
    const published = Object.hasOwn(manifests.get(`packages/${other}`)?.exports ?? {}, entry)
    return published ? undefined : `${target.name} does not publish ${entry}`
  },

  'through-exchange': ({ from, target }) =>
    target.kind === 'file' && STAGES.test(from) && BEHIND_EXCHANGE.test(target.path) && !isTest(from)
      ? 'edges, route, authorise and registry know the link only as exchange.ts'
      : undefined,

  pure: ({ from, target }) =>
    target.kind === 'builtin' &&
    PURE.includes(packageOf(from) ?? '') &&
    !isTest(from) &&
    !PURE_BUILTINS.includes(target.name)
      ? `${packageOf(from)} is pure: no ${target.name}`
      : undefined,

  declared: ({ from, target }, { manifests }) => {
    if (target.kind !== 'package') return undefined
    const root = manifests.get('') ?? {}
    const own = packageOf(from) === undefined ? root : (manifests.get(homeOf(from)) ?? {})
    const sources = [own.dependencies, own.optionalDependencies, own.devDependencies]
    if (own === root || isTest(from)) sources.push(root.devDependencies)
    // Workspaces stand beside each other at the root, so its own scripts and all tests find them.
    if ((own === root || isTest(from)) && workspaceOf(target.name) !== undefined) return undefined
    return sources.some((list) => Object.hasOwn(list ?? {}, target.name))
      ? undefined
      : `${target.name} is not in ${own === root ? '' : `${homeOf(from)}/`}package.json`
  },

  'no-test-in-source': ({ from, target }) =>
    target.kind === 'file' && !isTest(from) && isTest(target.path) ? 'source does not import tests' : undefined,
}

/** `ledger` for a file of packages/ledger. */
function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1]
}

function homeOf(path: string): string {
  return /^(packages\/[^/]+|[^/]+)/.exec(path)?.[0] ?? ''
}

function workspaceOf(name: string): string | undefined {
  return /^@rabt\/(.+)$/.exec(name)?.[1]
}

/** Tests, and what only they use: `test/`, `testing/`, `test-schema.ts`. */
function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/test-[^/]+\.ts$|\/testing\//.test(path) || /^packages\/[^/]+\/test\//.test(path)
}
