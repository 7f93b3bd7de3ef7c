import { describe, expect, it } from 'vitest'
import { findCycles } from './find-cycles.ts'
import { readImports } from './read-imports.ts'
import { type Manifest, type Repository, RULES } from './rules.ts'

const exported = { '.': './src/index.ts' }
const manifests = new Map<string, Manifest>([
  ['', { devDependencies: { vitest: '5' } }],
  ['packages/protocol', { exports: exported, dependencies: { cborg: '6' } }],
  ['packages/ledger', { exports: exported, dependencies: { '@rabt/protocol': '0' } }],
  ['packages/gateway', { exports: exported, dependencies: { '@rabt/ledger': '0', '@rabt/testbed': '0', ws: '8' } }],
  ['packages/testbed', { exports: exported }],
])
const repository: Repository = { manifests, isFile: (path) => !path.includes('absent') }

/** Names of the rules that a file with this one line breaks. */
const broken = (from: string, line: string): string[] =>
  readImports(from, line).flatMap((it) =>
    Object.entries(RULES).flatMap(([name, rule]) => (rule(it, repository) === undefined ? [] : [name])),
  )

describe('import rules', () => {
  it.each([
    ['packages/ledger/src/a.ts', "import { x } from '@rabt/protocol'"],
    ['packages/ledger/src/a.ts', "import { createHash } from 'node:crypto'"],
    ['packages/gateway/src/link/a.ts', "import { connect } from 'node:net'"],
    ['packages/gateway/src/edge-consumer/a.ts', "import type { Exchange } from '../exchange.ts'"],
    ['packages/gateway/src/link/a.ts', "import { b } from '../journal/b.ts'"],
    ['packages/gateway/src/a.test.ts', "import { expect } from 'vitest'"],
    ['packages/gateway/test/a.test.ts', "import { startFederation } from '@rabt/testbed'"],
    ['packages/gateway/test/a.test.ts', "import { a } from '@rabt/gateway'"],
    ['bench/main.ts', "import { startFederation } from '@rabt/testbed'"],
    ['packages/protocol/src/a.ts', "// import { a } from '@rabt/ledger'\nconst text = \"from '@rabt/ledger'\""],
  ])('%s may hold: %s', (from, line) => {
    expect(broken(from, line)).toEqual([])
  })

  it.each([
    ['one-way', 'packages/protocol/src/a.ts', "import type { A } from '@rabt/ledger'"],
    ['one-way', 'packages/gateway/src/a.ts', "export * from '@rabt/testbed'"],
    ['one-way', 'packages/ledger/src/a.ts', "const a = await import('@rabt/ledger')"],
    ['stay-inside', 'packages/ledger/src/a.ts', "import { a } from '../../protocol/src/a.ts'"],
    ['no-deep-import', 'packages/ledger/src/a.ts', "import { a } from '@rabt/protocol/src/a.ts'"],
    ['through-exchange', 'packages/gateway/src/edge-consumer/a.ts', "import { b } from '../link/b.ts'"],
    ['through-exchange', 'packages/gateway/src/authorise/a.ts', "import type { B } from '../journal/b.ts'"],
    ['pure', 'packages/ledger/src/a.ts', "import { readFileSync } from 'node:fs'"],
    ['declared', 'packages/gateway/src/a.ts', "import pg from 'pg'"],
    ['declared', 'packages/gateway/src/a.ts', "import { expect } from 'vitest'"],
    ['declared', 'bench/main.ts', "import pg from 'pg'"],
    ['target-exists', 'packages/gateway/src/a.ts', "import { a } from './absent.ts'"],
    ['no-computed-import', 'packages/gateway/src/a.ts', 'await import(name)'],
    ['no-test-in-source', 'packages/gateway/src/a.ts', "import { a } from './testing/a.ts'"],
  ])('%s refuses in %s: %s', (rule, from, line) => {
    expect(broken(from, line)).toContain(rule)
  })

  it('has a case for every rule', () => {
    expect(Object.keys(RULES).toSorted()).toEqual([
      'declared',
      'no-computed-import',
      'no-deep-import',
      'no-test-in-source',
      'one-way',
      'pure',
      'stay-inside',
      'target-exists',
      'through-exchange',
    ])
  })

  it('finds each cycle of files once, by type-only imports too', () => {
    const files = {
      'a/a.ts': "import { b } from './b.ts'\nimport { c } from './c.ts'",
      'a/b.ts': "export { c } from './c.ts'",
      'a/c.ts': "import type { A } from './a.ts'",
      'a/d.ts': "import { a } from './a.ts'",
    }
    const imports = Object.entries(files).flatMap(([file, source]) => readImports(file, source))
    expect(findCycles(imports)).toEqual([['a/a.ts', 'a/b.ts', 'a/c.ts']])
  })

  it('says where a file does not parse', () => {
    expect(() => readImports('a/a.ts', 'import { from')).toThrow(/^a\/a\.ts: /)
  })
})
