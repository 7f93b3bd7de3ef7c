import { FAULTS, type FaultContext } from './faults.ts'
import { GATEWAYS } from './identities.ts'
import type { Prng } from './prng.ts'
import type { World, WorldOptions } from './world.ts'

/** What a history is made of. */
export interface Plan {
  readonly world: Omit<WorldOptions, 'prng'>
  /** Virtual milliseconds before everything heals. */
  readonly ms: number
  readonly faults: readonly string[]
  /** A gateway that lies, with its own valid keys. */
  readonly liar: string | null
  /** Nothing can be asked of the end: a fault that heals only by an operator. */
  readonly disorder: boolean
  readonly prepare: (world: World) => void
}

/** Draws a history: most have a few kinds of faults, some none, some all. */
export function plan(prng: Prng): Plan {
  const gateways = prng.chance(0.3) ? 3 : 2
  const ms = prng.int(3, 20) * 1_000
  const rate = prng.pick([0, 0.1, 0.25, 0.25, 0.5])
  const names = Object.keys(FAULTS).filter((name) => prng.chance(rate) && gateways >= (FAULTS[name]?.gateways ?? 2))
  const slow = prng.chance(0.3)
  const store = prng.chance(rate)
    ? { failed: prng.float() * 0.1, unknown: prng.float() * 0.1, slow: prng.float() * 0.03 }
    : { failed: 0, unknown: 0, slow: 0 }
  const services = {
    never: prng.chance(0.3) ? 0.1 : 0,
    fails: prng.chance(0.3) ? 0.2 : 0,
    ms: slow ? ([5, 1_500] as const) : ([1, 20] as const),
  }
  const delay = prng.pick([
    [0, 1],
    [1, 10],
    [1, 10],
    [20, 80],
  ] as const)
  const context: FaultContext = { liar: null, disorder: false }
  const calls = prng.int(4, 24)
  const keys = prng.chance(0.4)
  const large = prng.chance(0.15) ? 0.3 : 0
  return {
    world: { gateways, delay, store, services },
    ms,
    faults: names,
    get liar() {
      return context.liar
    },
    get disorder() {
      return context.disorder
    },
    prepare: (world) => {
      const all = GATEWAYS.slice(0, gateways)
      for (const gateway of all) world.machine(gateway).clockOffset = prng.int(-5_000, 5_000)
      for (let i = 0; i < calls; i++) {
        const from = prng.pick(all)
        const to = prng.pick(all.filter((other) => other !== from))
        const key = keys && prng.chance(0.5) ? `${from.slice(0, 2)}-${to.slice(0, 2)}-${prng.int(1, 3)}` : null
        const timeout = prng.int(1, 8) * 1_000
        const apart = key === null && prng.chance(large)
        // Calls come in bursts, so that batches hold several.
        const at = prng.chance(0.5) ? prng.int(0, ms / 1_000) * 1_000 + 300 : prng.int(0, ms)
        world.queue.after(at, null, () => world.clients.call(world.machine(from), to, timeout, key, apart))
      }
      for (const name of names) {
        const times = prng.int(1, FAULTS[name]?.most ?? 2)
        for (let i = 0; i < times; i++)
          world.queue.after(prng.int(0, ms), null, () => FAULTS[name]?.happen(world, prng, context))
      }
    },
  }
}
