/** `npm run check:imports`: who may import whom. Exit code 1 and one line for each import that breaks a rule. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findCycles } from './imports/find-cycles.ts'
import { listSources, readAllImports } from './imports/read-imports.ts'
import { type Manifest, type Repository, RULES } from './imports/rules.ts'

const root = join(import.meta.dirname, '..')
const manifests = new Map<string, Manifest>(
  ['package.json', ...globSync('packages/*/package.json', { cwd: root })].map((file) => [
    dirname(file) === '.' ? '' : dirname(file),
    JSON.parse(readFileSync(join(root, file), 'utf8')),
  ]),
)
const repository: Repository = { manifests, isFile: (path) => existsSync(join(root, path)) }
const imports = readAllImports(root)

const refused = imports.flatMap((it) =>
  Object.entries(RULES).flatMap(([name, rule]) => {
    const reason = rule(it, repository)
    return reason === undefined ? [] : [`${it.from}:${it.line} ${it.specifier ?? 'import(…)'}: ${reason} (${name})`]
  }),
)
const cycles = findCycles(imports).map((files) => `${[...files, files[0]].join(' -> ')} (no-cycle)`)

for (const line of [...refused, ...cycles]) process.stderr.write(`${line}\n`)
if (refused.length + cycles.length > 0) process.exitCode = 1
else process.stdout.write(`${imports.length} imports of ${listSources(root).length} files keep the rules\n`)
