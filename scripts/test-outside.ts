/**
 * `npm run test:outside [word...]`: tests against programs of another hand, which `npm ci` does not bring. Runs what the machine has the
 * programs for (of those whose file has one of the words in it), and says what did not run and what it lacks. Exit code 1 only if a test
 * that ran failed.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

interface Outside {
  readonly file: string
  readonly what: string
  /** Programs on PATH. */
  readonly needs: readonly string[]
  /** How Debian brings them. */
  readonly install: string
  /** A package at one version, which is installed for this test alone, its scripts not run. */
  readonly npm?: { readonly name: string; readonly version: string }
}

const TESTS: readonly Outside[] = [
  {
    file: 'packages/gateway/test/outside/acme.test.ts',
    what: 'certificates by ACME (RFC 8555) from pebble',
    needs: ['pebble', 'pebble-challtestsrv'],
    install: 'apt install pebble',
  },
  {
    file: 'packages/portal/test/outside/nu.test.ts',
    what: 'HTML and style of every main page by the Nu checker',
    needs: ['java'],
    install: 'apt install default-jre-headless',
    npm: { name: 'vnu-jar', version: '26.9.27' },
  },
  {
    file: 'packages/portal/test/outside/lighthouse.test.ts',
    what: 'main pages by Lighthouse, on phone and desktop',
    needs: [],
    install: '',
    npm: { name: 'lighthouse', version: '13.5.0' },
  },
]

const root = join(import.meta.dirname, '..')
const cache = join(root, 'node_modules', '.cache', 'rabt', 'outside')
const words = process.argv.slice(2)
const asked = TESTS.filter(({ file }) => words.length === 0 || words.some((word) => file.includes(word)))
const lacking = asked.map((test) => ({ ...test, missing: missingOf(test) }))
const runnable = lacking.filter(({ missing }) => missing === '')
let code = 0
if (runnable.length > 0) {
  const vitest = join(root, 'node_modules', '.bin', 'vitest')
  const files = runnable.map(({ file }) => file)
  code =
    spawnSync(vitest, ['run', '--config', 'vitest.outside.config.ts', ...files], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, RABT_OUTSIDE: cache },
    }).status ?? 1
}
for (const { what, missing } of lacking) if (missing !== '') process.stdout.write(`did not run: ${what}: ${missing}\n`)
process.stdout.write(`${runnable.length} of ${asked.length} outside checks ran\n`)
process.exitCode = code

/** What is lacking, in words; empty where nothing is. */
function missingOf({ needs, install, npm }: Outside): string {
  const programs = needs.filter((program) => !isOnPath(program))
  if (programs.length > 0) return `no ${programs.join(', ')} on PATH (${install})`
  return npm === undefined || brought(npm.name, npm.version) ? '' : `npm did not bring ${npm.name} ${npm.version}`
}

/** `<cache>/<name>/node_modules/<name>`, installed once for each version. */
function brought(name: string, version: string): boolean {
  const home = join(cache, name)
  const stamp = join(home, `.${version}`)
  if (existsSync(stamp)) return true
  mkdirSync(home, { recursive: true })
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel=error']
  const { status } = spawnSync('npm', ['install', ...quiet, '--prefix', home, `${name}@${version}`], {
    cwd: home,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) return false
  mkdirSync(stamp)
  return true
}

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
