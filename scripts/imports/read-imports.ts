import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, posix } from 'node:path'
import { parseSync } from 'oxc-parser'

/** One import, re-export or `import()` of a source file. Paths are relative to the repository, with `/`. */
export interface Import {
  readonly from: string
  readonly line: number
  /** As written; `undefined` for an `import()` whose argument is computed. */
  readonly specifier: string | undefined
  readonly target: Target
}

export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string; readonly subpath: string }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'computed' }

const SOURCES = ['packages/*/src/**/*.{ts,tsx}', 'packages/*/test/**/*.{ts,tsx}', 'bench/**/*.ts', 'scripts/**/*.ts']

/** Every TypeScript source of the repository. */
export function listSources(root: string): readonly string[] {
  return globSync(SOURCES, { cwd: root, exclude: ['**/node_modules/**', 'bench/.work/**'] }).sort()
}

/**
 * Imports of one file, type-only ones too: a type is a dependency of the reader.
 *
 * @throws Error when the file does not parse.
 */
export function readImports(from: string, source: string): readonly Import[] {
  const { module, errors } = parseSync(from, source)
  if (errors[0] !== undefined) throw new Error(`${from}: ${errors[0].message}`)
  const found = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? [])),
    ...module.dynamicImports.map(({ moduleRequest }) => ({
      ...moduleRequest,
      value: literalAt(source, moduleRequest),
    })),
  ]
  return found.map(({ start, value }) => ({
    from,
    line: source.slice(0, start).split('\n').length,
    specifier: value,
    target: value === undefined ? { kind: 'computed' } : targetOf(from, value),
  }))
}

export function readAllImports(root: string): readonly Import[] {
  return listSources(root).flatMap((file) => readImports(file, readFileSync(`${root}/${file}`, 'utf8')))
}

function literalAt(source: string, span: { readonly start: number; readonly end: number }): string | undefined {
  return /^(['"])([^'"\\]*)\1$/.exec(source.slice(span.start, span.end))?.[2]
}

function targetOf(from: string, specifier: string): Target {
  if (specifier.startsWith('.')) return { kind: 'file', path: posix.join(dirname(from), specifier) }
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier }
  const parts = specifier.split('/')
  const length = specifier.startsWith('@') ? 2 : 1
  return { kind: 'package', name: parts.slice(0, length).join('/'), subpath: parts.slice(length).join('/') }
}
