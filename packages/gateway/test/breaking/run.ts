/**
 * `node packages/gateway/test/breaking/run.ts [filter]`: breaks one rule of the link after the other in a private copy and runs the test that
 * has to fail then. The filter is a part of a name, promise or file, or a share such as `2/6`. Exits with 1 if a break survives.
 */
import { isSeeds } from './break.ts'
import { makeCopy } from './copy.ts'
import { BREAKS } from './list.ts'
import { runFiles, runTestOf, type Verdict } from './run-test.ts'

const [filter = ''] = process.argv.slice(2)
const share = /^(\d+)\/(\d+)$/.exec(filter)
const chosen = BREAKS.filter(({ name, promise, file }, at) =>
  share ? at % Number(share[2]) === Number(share[1]) - 1 : [name, promise, file].some((text) => text.includes(filter)),
)
if (chosen.length === 0) throw new Error(`no break fits "${filter}"`)

using copy = makeCopy()
/** The list's own test says so too. */
const GONE: Verdict = { passed: 0, failures: [], trouble: 'the text to break is not there once' }
const say = (text: string): void => void process.stdout.write(`${text}\n`)

// A test that fails by itself shows nothing. Random histories run unbroken in `npm test`.
const files = new Set(chosen.flatMap(({ test }) => (isSeeds(test) ? [] : [test.path])))
const unbroken = files.size > 0 ? runFiles([...files], copy.root) : { passed: 1, failures: [], trouble: null }
if (unbroken.trouble !== null || unbroken.failures.length > 0) {
  say(`the tests fail without any break: ${unbroken.trouble ?? unbroken.failures.join('\n')}`)
  process.exitCode = 1
} else {
  const counts = { KILLED: 0, SURVIVED: 0, 'DID NOT RUN': 0 }
  for (const one of chosen) {
    const began = performance.now()
    const { failures, trouble } = copy.broken(one, () => runTestOf(one, copy.root)) ?? GONE
    const verdict = failures.length > 0 ? 'KILLED' : trouble === null ? 'SURVIVED' : 'DID NOT RUN'
    counts[verdict]++
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    say(`${verdict.padEnd(8)} ${one.name} (${one.promise}, ${seconds} s) ${failures[0] ?? trouble ?? ''}`)
  }
  say(`${counts.KILLED} killed, ${counts.SURVIVED} survived, ${counts['DID NOT RUN']} did not run`)
  if (counts.KILLED < chosen.length) process.exitCode = 1
}
