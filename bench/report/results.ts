import type { Measurements } from '../measure/everything.ts'
import { median } from '../statistics.ts'
import { round, rowMetrics } from './metrics.ts'

export interface NetworkStarts {
  /** Seconds on an empty home; null: not measured in this run. */
  readonly founding: number | null
  /** Seconds on the home of an earlier run; null: there was none. */
  readonly restart: number | null
}

/** All metrics of a run by name, as they stand in the results' file. */
export function allMetrics(
  { rows, rssAtRest, gatewayStarts, gatewayStartFailed, revocations, revocationsFailed }: Measurements,
  starts: NetworkStarts,
) {
  const seconds = (value: number | null): number | null => (value === null ? null : round(value, 3))
  const timed = (samples: readonly number[] = []) => ({
    seconds: samples.length === 0 ? null : seconds(median(samples)),
    samples: samples.map((value) => round(value, 3)),
  })
  return {
    ...rowMetrics(rows),
    'memory.rest': {
      rssMiB: Object.fromEntries(Object.entries(rssAtRest).map(([side, mib]) => [side, round(mib, 1)])),
    },
    'start.exchanging': {
      seconds: seconds(starts.founding),
      what: 'the network on an empty home, until the first exchange',
    },
    'start.ready': {
      ...timed(gatewayStarts),
      what: 'one gateway, from its spawn after SIGKILL on its existing database until /readyz answers 200',
      ...(gatewayStartFailed === undefined ? {} : { failed: gatewayStartFailed }),
    },
    'revocation.seconds': {
      ...timed(revocations?.signed),
      target: 60,
      what: 'a signed revocation of a member, given to one gateway, until the slowest of all refuses, calls from it and to it',
      directoryAlone: timed(revocations?.directory),
      ...(revocationsFailed === undefined ? {} : { failed: revocationsFailed }),
    },
    'restart.ready': {
      seconds: seconds(starts.restart),
      what: 'the network on its existing home, until the first exchange',
    },
  }
}
