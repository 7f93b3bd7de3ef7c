/** `node run.ts FIRST COUNT`: histories by hand, with what they were made of. */
import { runHistory } from './history.ts'

const [first = '1', count = '200'] = process.argv.slice(2)
const failures = new Map<string, string[]>()
const began = performance.now()
let events = 0
let calls = 0
let answered = 0
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  try {
    const outcome = await runHistory(seed)
    events += outcome.events
    calls += outcome.calls
    answered += outcome.answered
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const rule = text
      .split('\n')
      .slice(0, 2)
      .join(' ')
      .replace(/seed \d+: /, '')
    const key = text.split(':')[0] ?? ''
    failures.set(key, [...(failures.get(key) ?? []), `${seed} ${rule}`])
    if (count === '1') console.log(text)
  }
}
const ms = performance.now() - began
console.log(`${count} histories in ${ms.toFixed(0)} ms, ${events} events, ${answered} of ${calls} calls answered`)
for (const [rule, seeds] of failures)
  console.log(
    rule,
    seeds.length,
    '\n   ',
    seeds
      .slice(0, 6)
      .map((s) => s.slice(0, 330))
      .join('\n    '),
  )
