/**
 * `npm test`: types, style, import direction, unused code, then every test. Stops at the first stage that fails; the
 * runner's own summary is the last thing printed. Further arguments go to vitest: `npm test -- packages/ledger`.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

interface Stage {
  readonly title: string
  readonly command: readonly [string, ...string[]]
}

const root = join(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)

const STAGES: readonly Stage[] = [
  { title: 'types', command: [bin('tsc'), '-p', 'tsconfig.json'] },
  { title: 'style', command: [bin('biome'), 'check', '.'] },
  { title: 'imports', command: [process.execPath, 'scripts/check-imports.ts'] },
  { title: 'unused code', command: [bin('knip')] },
  { title: 'tests', command: [bin('vitest'), 'run', ...process.argv.slice(2)] },
]

for (const [index, { title, command }] of STAGES.entries()) {
  process.stdout.write(`\n== ${index + 1}/${STAGES.length} ${title}\n`)
  const code = await runStage(command)
  if (code !== 0) {
    process.stderr.write(`\n== ${title}: failed\n`)
    process.exit(code)
  }
}

/** Exit code of the stage; a stage ended by a signal counts as failed. */
function runStage([program, ...args]: Stage['command']): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const child = spawn(program, args, { cwd: root, stdio: 'inherit' })
  const stop = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.once('SIGINT', stop).once('SIGTERM', stop)
  child.once('error', reject)
  child.once('exit', (code) => {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop)
    resolve(code ?? 1)
  })
  return promise
}
