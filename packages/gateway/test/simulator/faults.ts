import type { Disk } from './disk.ts'
import { KEY_USES, type KeySet } from './identities.ts'
import { Liar } from './liar.ts'
import type { Prng } from './prng.ts'
import type { World } from './world.ts'

/** Everyone sees the newest directory, each in its own time. */
function refreshAll(world: World, prng: Prng): void {
  for (const machine of world.machines.values())
    world.queue.after(prng.int(0, 2_000), null, () => world.refresh(machine))
}

type Uses = readonly (keyof KeySet)[]

/** The next generation of some of a gateway's keys is listed; those before it are retired at once, or go on. */
/** The directory lists a gateway's next keys; with `retire` the ones before are retired at once. */
export function listKeys(world: World, gateway: string, retire: boolean, uses: Uses): void {
  const now = world.queue.now
  world.publish((state) => {
    const own = (state.listings.get(gateway) ?? []).map((listing) =>
      retire && listing.retired === null && uses.includes(listing.use) ? { ...listing, retired: now } : listing,
    )
    const fresh = uses.map((use) => ({ use, generation: 1, from: now, retired: null }))
    return { ...state, listings: new Map(state.listings).set(gateway, [...own, ...fresh]) }
  })
}

/** The next run signs with other keys. */
function moveOn(world: World, gateway: string, uses: Uses): void {
  world.machine(gateway).takeKeys(1, uses)
  world.kill(gateway)
}

/** The same while it goes on; a run that stands still is ended. */
export function moveOnRunning(world: World, gateway: string, uses: Uses): void {
  const run = world.machine(gateway).current()
  if (!run?.started || run.paused) {
    moveOn(world, gateway, uses)
    return
  }
  world.machine(gateway).takeKeys(1, uses)
  run.takeKeys(uses)
}

/** All keys of a gateway, or only one. */
function someKeys(prng: Prng): Uses {
  return prng.chance(0.5) ? KEY_USES : [prng.pick(KEY_USES)]
}

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
  const withFiles = prng.chance(0.5)
  world.checks.note(`${gateway.slice(0, 2)} backed up`)
  world.queue.after(prng.int(20, 4_000), null, () => {
    world.kill(gateway)
    // What was under way at the server is over before a copy is put back.
    world.queue.after(20, null, () => {
      if (world.machine(gateway).runs.some((run) => run.alive)) world.kill(gateway)
      world.restore(gateway, copy, told, withFiles)
    })
  })
}

/** An operator at either end erases a call that was made before. */
function erase(world: World, prng: Prng): void {
  const made = world.clients.calls
  if (made.length === 0) return
  const { id, from, to } = prng.pick(made)
  world.erase(prng.pick([from, to]), id)
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
  rotate: {
    most: 1,
    happen: (world, prng) => {
      const gateway = somewhere(world, prng)
      const uses = someKeys(prng)
      if (world.checks.rotating.has(gateway)) return
      world.checks.rotating.add(gateway)
      listKeys(world, gateway, false, uses)
      refreshAll(world, prng)
      const move = prng.chance(0.5) ? moveOn : moveOnRunning
      world.queue.after(2_500, null, () => move(world, gateway, uses))
      world.queue.after(prng.int(3_500, 9_000), null, () => {
        const now = world.queue.now
        world.publish((state) => ({
          ...state,
          listings: new Map(state.listings).set(
            gateway,
            (state.listings.get(gateway) ?? []).map((one) =>
              uses.includes(one.use) && one.generation < 1 && one.retired === null ? { ...one, retired: now } : one,
            ),
          ),
        }))
        refreshAll(world, prng)
      })
    },
  },
  revoke: {
    most: 1,
    happen: (world, prng) => {
      const gateway = somewhere(world, prng)
      const uses = someKeys(prng)
      if (world.checks.rotating.has(gateway)) return
      world.checks.rotating.add(gateway)
      listKeys(world, gateway, true, uses)
      refreshAll(world, prng)
      world.queue.after(prng.int(10, 4_000), null, () => moveOn(world, gateway, uses))
    },
  },
  delist: {
    most: 1,
    happen: (world, prng) => {
      const gateway = somewhere(world, prng)
      world.publish((state) => ({ ...state, delisted: new Set([...state.delisted, gateway]) }))
      refreshAll(world, prng)
      world.queue.after(prng.int(2_000, 6_000), null, () => {
        world.publish((state) => ({
          ...state,
          delisted: new Set([...state.delisted].filter((one) => one !== gateway)),
        }))
        refreshAll(world, prng)
      })
    },
  },
  liar: {
    most: 1,
    happen: (world, prng, context) => {
      const gateway = [...world.machines.keys()].at(-1) as string
      const some = () => (prng.chance(0.5) ? prng.pick([0.02, 0.1, 0.5]) : 0)
      context.liar = gateway
      world.checks.liars.add(gateway)
      world.tongues.set(
        gateway,
        new Liar({
          gateway,
          keys: () => world.machine(gateway).keys,
          prng: prng.stream('liar'),
          weather: { damage: some(), falsify: some(), hello: some(), receipts: some(), flood: some() },
          note: (text) => world.checks.note(text),
        }),
      )
      world.checks.note(`${gateway.slice(0, 2)} begins to lie`)
    },
  },
  erase: { most: 3, happen: erase },
  'slow-blobs': {
    most: 2,
    happen: (world, prng) => {
      const { blobs, gateway } = world.machine(somewhere(world, prng))
      Object.assign(blobs, { fails: prng.pick([0, 0.3, 1]), ms: [0, prng.pick([3, 300, 9_000])] })
      world.checks.note(`${gateway.slice(0, 2)} serves blobs ${JSON.stringify(blobs)}`)
      world.queue.after(prng.int(100, 8_000), null, () => Object.assign(blobs, { fails: 0, ms: [0, 3] }))
    },
  },
  'lost-files': { most: 1, happen: (world, prng) => world.loseFiles(somewhere(world, prng)) },
  'clock-far': {
    most: 1,
    happen: (world, prng) => world.moveClock(somewhere(world, prng), prng.pick([-600_000, -60_000, 60_000, 600_000])),
  },
}
