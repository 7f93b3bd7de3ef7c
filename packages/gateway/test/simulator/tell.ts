import type { ClientCall } from './actors.ts'
import { useFastSignatures } from './fast-crypto.ts'
import { guarded } from './history.ts'
import { KW, QA } from './identities.ts'
import { Prng } from './prng.ts'
import { settleDown } from './settle-down.ts'
import { World, type WorldOptions } from './world.ts'

/** A told history: two gateways (or more) that are ready, what happens then, and the end that every history must come to. */
export async function tell(
  body: (world: World) => Promise<void>,
  options: Partial<WorldOptions> & { readonly liar?: string } = {},
): Promise<World> {
  useFastSignatures(true)
  const world = new World({
    prng: new Prng(1),
    gateways: 2,
    delay: [1, 2],
    store: { failed: 0, unknown: 0, slow: 0 },
    services: { never: 0, fails: 0, ms: [1, 3] },
    ...options,
  })
  const liar = options.liar ?? null
  if (liar) world.checks.liars.add(liar)
  return guarded(world, 'told history', async () => {
    world.start()
    await world.run(1_000)
    await body(world)
    world.checks.raise()
    await settleDown(world, { liar, disorder: false })
    return world
  })
}

/** A call of the consumer's; it must find a process. */
export function call(world: World, from = KW, to = QA, timeout = 5_000, key: string | null = null): ClientCall {
  return there(world.clients.call(world.machine(from), to, timeout, key), from)
}

/** A call with a body that travels apart from its batch. */
export function largeCall(world: World, from = KW, to = QA, timeout = 5_000): ClientCall {
  return there(world.clients.call(world.machine(from), to, timeout, null, true), from)
}

function there(made: ClientCall | null, from: string): ClientCall {
  if (!made) throw new Error(`nothing listens at ${from}`)
  return made
}

/** How often the service behind any honest gateway ran a call. */
export function timesRun(world: World, { id }: ClientCall): number {
  return world.checks.executions.get(Buffer.from(id).toString('hex'))?.length ?? 0
}

/** Names of alarms that a gateway raised, with their codes. */
export function alarms(world: World, gateway: string): string[] {
  return world.checks.alarms
    .filter((alarm) => alarm.gateway === gateway)
    .map(({ name, detail }) => `${name} ${detail.code ?? ''}`.trim())
}
