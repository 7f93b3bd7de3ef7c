/**
 * `npm run test:outside`: tests against programs of another hand, which npm does not bring. Runs what the machine has the programs
 * for, and says what did not run and what it lacks. Exit code 1 only if a test that ran failed.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

interface Outside {
  readonly file: string
  readonly what: string
  readonly needs: readonly string[]
  /** How Debian brings them. */
  readonly install: string
}

const TESTS: readonly Outside[] = [
  {
    file: 'packages/gateway/test/outside/acme.test.ts',
    what: 'certificates by ACME (RFC 8555) from pebble',
    needs: ['pebble', 'pebble-challtestsrv'],
    install: 'apt install pebble',
  },
]

const root = join(import.meta.dirname, '..')
const lacking = TESTS.map((test) => ({ ...test, missing: test.needs.filter((program) => !isOnPath(program)) }))
const runnable = lacking.filter(({ missing }) => missing.length === 0)
let code = 0
if (runnable.length > 0) {
  const vitest = join(root, 'node_modules', '.bin', 'vitest')
  const files = runnable.map(({ file }) => file)
  code =
    spawnSync(vitest, ['run', '--config', 'vitest.outside.config.ts', ...files], { cwd: root, stdio: 'inherit' })
      .status ?? 1
}
for (const { what, missing, install } of lacking) {
  if (missing.length === 0) continue
  process.stdout.write(`did not run: ${what}: no ${missing.join(', ')} on PATH (${install})\n`)
}
process.stdout.write(`${runnable.length} of ${TESTS.length} outside checks ran\n`)
process.exitCode = code

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
