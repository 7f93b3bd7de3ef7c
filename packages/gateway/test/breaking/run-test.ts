import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Break, isSeeds } from './break.ts'
import { NO_DATABASE } from './copy.ts'

/** What a test run in a copy came to. `failed` names the first test that failed, and why. */
export interface Verdict {
  readonly passed: number
  readonly failures: readonly string[]
  /** No test ran to its end: what the runner printed. */
  readonly trouble: string | null
}

interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly title: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const RANDOM = 'packages/gateway/test/simulator/random-a.test.ts'
/** What store tests import. */
const TEST_SCHEMA = 'database/test-schema.ts'
/** A break may make a history endless; the simulator ends it, and if not, this does. */
const LONGEST_MS = 240_000

/** Runs the test of a break in a copy of the repository. */
export function runTestOf({ test }: Pick<Break, 'test'>, root: string): Verdict {
  return isSeeds(test)
    ? vitest(root, [RANDOM], { RABT_SIM_SEED: String(test.first), RABT_SIM_HISTORIES: String(test.count) })
    : vitest(root, [test.path, '-t', test.title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)], {})
}

/** Runs whole test files. */
export function runFiles(paths: readonly string[], root: string): Verdict {
  return vitest(root, paths, {})
}

function vitest(root: string, args: readonly string[], env: Readonly<Record<string, string>>): Verdict {
  const output = join(root, 'report.json')
  rmSync(output, { force: true })
  const program = join(root, 'node_modules/vitest/vitest.mjs')
  const stores = args.some((arg) => arg.endsWith('.ts') && readFileSync(join(root, arg), 'utf8').includes(TEST_SCHEMA))
  const config = stores ? ['--project', 'unit'] : ['--config', join(root, NO_DATABASE)]
  const settings = [...config, '--reporter=json', `--outputFile=${output}`]
  const { stdout, stderr } = spawnSync(process.execPath, [program, 'run', ...settings, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  })
  if (!existsSync(output)) return { passed: 0, failures: [], trouble: `${stdout}${stderr}`.slice(-2_000) }
  const report = JSON.parse(readFileSync(output, 'utf8')) as Report
  const failures = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ title, failureMessages }) => `${title}: ${firstLines(failureMessages[0] ?? '')}`),
  )
  const silent = failures.length === 0 && report.numPassedTests === 0
  const trouble = silent
    ? report.testResults.map(({ message }) => message).join('\n') || 'no test has that title'
    : null
  return { passed: report.numPassedTests, failures, trouble }
}

/** A violation tells its seed first and its rule second; the trace is for whoever replays it. */
function firstLines(message: string): string {
  return message.split('\n').slice(0, 2).join(' ').slice(0, 160)
}
