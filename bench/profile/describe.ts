import type { ProfileSummary, SelfTime } from './self-time.ts'

const FUNCTIONS = 30
const ASKED = 40
const OWNERS = 30

/** The summary in lines for the terminal. `threads`: CPU seconds by thread during the profile. */
export function describeProfile(
  summary: ProfileSummary,
  threads: ReadonlyMap<string, number>,
  requests: number,
): string {
  const seconds = summary.wallMs / 1000
  const byThread = [...threads]
    .filter(([, cpu]) => cpu > 0)
    .sort((a, b) => b[1] - a[1])
    .map(
      ([name, cpu]) =>
        `${name} ${((cpu / seconds) * 100).toFixed(0)} % (${((cpu / requests) * 1e6).toFixed(1)} µs a request)`,
    )
  const lines = (list: readonly SelfTime[], most: number): readonly string[] =>
    list
      .slice(0, most)
      .map(
        ({ name, share, ms }) =>
          `${(share * 100).toFixed(1).padStart(6)} %  ${((ms * 1000) / requests).toFixed(1).padStart(6)} µs  ${name}`,
      )
  return [
    `main thread idle ${(summary.idle * 100).toFixed(0)} % of ${seconds.toFixed(1)} s; CPU of threads: ${byThread.join(', ')}`,
    'self time by function (share of the busy time, µs a request):',
    ...lines(summary.functions, FUNCTIONS),
    'what Node and V8 did, by who asked:',
    ...lines(summary.asked, ASKED),
    'by file or package, with what was done for it:',
    ...lines(summary.owners, OWNERS),
  ].join('\n')
}
