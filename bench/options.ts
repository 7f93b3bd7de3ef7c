import { parseArgs } from 'node:util'
import { DEFAULT_PORT_BASE } from './chain/ports.ts'
import type { RevocationPlan } from './revocation/measure.ts'

export const USAGE = `npm run bench [-- options]

Measures the whole signed exchange between two states against two-hop mTLS chains of nginx and caddy in the same run, and
writes bench/results/<date>.json and latest.json. Uses wrk, nginx and caddy of this machine; says how to install what is missing.

  --quick     shorter runs, everything within 90 s; the figures are marked quick
  --profile   CPU profiles of both gateways under load instead of figures, in bench/.work/profile
  --only C    only these numbers of connections, e.g. --only 32,128
  --help      this text

  RABT_BENCH_PORT_BASE   first port used (${DEFAULT_PORT_BASE})
`

/** How long everything is measured, seconds (whole ones: wrk takes no others). */
export interface Plan {
  readonly quick: boolean
  readonly connections: readonly number[]
  readonly rounds: number
  readonly seconds: (connections: number) => number
  /** Each chain before each row. */
  readonly warmUpSeconds: number
  /** Our gateways once, before everything, until V8 has compiled what is hot. */
  readonly firstWarmUpSeconds: number
  /** Idle before memory at rest is read. */
  readonly restSeconds: number
  readonly gatewayStarts: number
  /** How many of each kind. */
  readonly revocations: RevocationPlan
}

export interface Options {
  readonly plan: Plan
  readonly profile: boolean
  readonly help: boolean
  readonly portBase: number
}

const CONNECTIONS = [1, 32, 128]

/** @throws Error with the reason, for the person at the terminal. */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const connections = values.only === undefined ? CONNECTIONS : values.only.split(',').map(Number)
  if (connections.length === 0 || !connections.every((c) => Number.isInteger(c) && c >= 1 && c <= 512)) {
    throw new Error('--only takes whole numbers from 1 to 512, separated by commas')
  }
  const portBase = Number(environment.RABT_BENCH_PORT_BASE ?? DEFAULT_PORT_BASE)
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 30_000)
    throw new Error('RABT_BENCH_PORT_BASE must be a whole number from 1024 to 30000')
  return { plan: makePlan(values.quick, connections), profile: values.profile, help: values.help, portBase }
}

function makePlan(quick: boolean, connections: readonly number[]): Plan {
  return quick
    ? {
        quick,
        connections,
        rounds: 3,
        seconds: (c) => (c > 32 ? 2 : 1),
        warmUpSeconds: 1,
        firstWarmUpSeconds: 3,
        restSeconds: 1,
        gatewayStarts: 1,
        revocations: { signed: 3, directory: 0 },
      }
    : {
        quick,
        connections,
        rounds: 3,
        seconds: () => 5,
        warmUpSeconds: 2,
        firstWarmUpSeconds: 8,
        restSeconds: 5,
        gatewayStarts: 3,
        revocations: { signed: 5, directory: 3 },
      }
}
