import type { Disk } from './disk.ts'
import type { Prng } from './prng.ts'
import type { World } from './world.ts'

/** What a fault leaves behind that the end of the history must know. */
export interface FaultContext {
  liar: string | null
  disorder: boolean
}

export interface Fault {
  /** How often it happens in a history that has it. */
  readonly most: number
  readonly gateways?: number
  readonly happen: (world: World, prng: Prng, context: FaultContext) => void
}

const copies = new WeakMap<World, { gateway: string; copy: ReturnType<Disk['snapshot']> }[]>()

function somewhere(world: World, prng: Prng): string {
  return prng.pick([...world.machines.keys()])
}

function pair(world: World, prng: Prng): [string, string] {
  const from = somewhere(world, prng)
  return [from, prng.pick([...world.machines.keys()].filter((other) => other !== from))]
}

function restore(world: World, prng: Prng, told: boolean): void {
  // The copy was made a while ago: it is taken now and put back later.
  const gateway = somewhere(world, prng)
  const copy = world.machine(gateway).disk.snapshot()
  const kept = copies.get(world) ?? []
  copies.set(world, [...kept, { gateway, copy }])
  world.checks.note(`${gateway.slice(0, 2)} backed up`)
  world.queue.after(prng.int(20, 4_000), null, () => {
    world.kill(gateway)
    // What was under way at the server is over before a copy is put back.
    world.queue.after(20, null, () => {
      if (world.machine(gateway).runs.some((run) => run.alive)) world.kill(gateway)
      world.restore(gateway, copy, told)
    })
  })
}

export const FAULTS: Readonly<Record<string, Fault>> = {
  cut: { most: 4, happen: (world, prng) => world.cut(...pair(world, prng), prng.chance(0.3)) },
  'one-way': {
    most: 2,
    happen: (world, prng) => {
      const [from, to] = pair(world, prng)
      world.block(from, to)
      world.queue.after(prng.int(10, 6_000), null, () => world.free(from, to))
    },
  },
  partition: {
    most: 2,
    happen: (world, prng) => {
      const [from, to] = pair(world, prng)
      world.block(from, to)
      world.block(to, from)
      if (prng.chance(0.5)) world.cut(from, to, true)
      world.queue.after(prng.int(10, 15_000), null, () => {
        world.free(from, to)
        world.free(to, from)
      })
    },
  },
  crash: { most: 4, happen: (world, prng) => world.kill(somewhere(world, prng)) },
  stop: {
    most: 2,
    happen: (world, prng) => {
      const run = world.machine(somewhere(world, prng)).current()
      run?.link.drain(prng.int(0, 2_000)).then(
        () => run.machine.died(run, 'stopped'),
        (error: unknown) => run.machine.died(run, `stop failed: ${String(error)}`),
      )
    },
  },
  outage: {
    most: 2,
    happen: (world, prng) => {
      const gateway = somewhere(world, prng)
      world.checks.troubled.add(gateway)
      const ms = prng.int(10, 20_000)
      world.checks.note(`${gateway.slice(0, 2)} database down for ${ms}`)
      world.machine(gateway).disk.downUntil = world.queue.now + ms
    },
  },
  restore: { most: 2, happen: (world, prng) => restore(world, prng, true) },
  'restore-untold': { most: 2, happen: (world, prng) => restore(world, prng, false) },
  pause: {
    most: 2,
    happen: (world, prng) => {
      const run = world.machine(somewhere(world, prng)).current()
      if (!run || run.paused) return
      world.pause(run)
      world.queue.after(prng.int(10, 12_000), null, () => run.paused && world.resume(run))
    },
  },
  zombie: {
    most: 1,
    happen: (world, prng) => {
      const { machine } = world.machine(somewhere(world, prng)).current() ?? {}
      const run = machine?.current()
      if (!machine || !run || run.paused) return
      // Two runs of one slot: the first stands still, or not even that.
      if (prng.chance(0.7)) world.pause(run)
      machine.start()
      world.queue.after(prng.int(10, 8_000), null, () => run.paused && world.resume(run))
    },
  },
  clock: {
    most: 2,
    happen: (world, prng) => world.moveClock(somewhere(world, prng), prng.pick([-20_000, -3_000, 3_000, 20_000])),
  },
  'clock-far': {
    most: 1,
    happen: (world, prng) => world.moveClock(somewhere(world, prng), prng.pick([-600_000, -60_000, 60_000, 600_000])),
  },
}
