import { useFastSignatures } from './fast-crypto.ts'
import { plan } from './plan.ts'
import { Prng } from './prng.ts'
import { settleDown } from './settle-down.ts'
import { Violation } from './violation.ts'
import { World } from './world.ts'

export interface Outcome {
  readonly events: number
  readonly calls: number
  readonly answered: number
  readonly executions: number
  readonly faults: readonly string[]
  readonly alarms: ReadonlySet<string>
}

/** One history in sixteen is signed and verified with the real algorithms. */
const REAL_CRYPTO_EVERY = 16

/** Runs the history of a seed. @throws Violation with the trace of what happened */
export async function runHistory(seed: number): Promise<Outcome> {
  useFastSignatures(seed % REAL_CRYPTO_EVERY !== 0)
  const prng = new Prng(seed)
  const made = plan(prng.stream('plan'))
  const world = new World({ prng: prng.stream('world'), ...made.world })
  return guarded(world, `seed ${seed}: ${made.faults.join(', ') || 'no faults'}`, async () => {
    made.prepare(world)
    world.start()
    await world.run(made.ms)
    await settleDown(world, made)
    return {
      events: world.queue.count,
      calls: world.clients.calls.length,
      answered: world.clients.calls.filter((call) => call.state === 'answered').length,
      executions: world.checks.executions.size,
      faults: made.faults,
      alarms: new Set(world.checks.alarms.map(({ name, detail }) => `${name} ${detail.code ?? ''}`)),
    }
  })
}

/** Errors that no promise takes end the history too, and every failure tells what had happened before. */
export async function guarded<T>(world: World, title: string, body: () => Promise<T>): Promise<T> {
  const unhandled = (reason: unknown) =>
    world.checks.violate(
      'no rejection is left',
      reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
    )
  process.on('unhandledRejection', unhandled)
  // Refusals are errors by the thousand, and nobody reads where they were made.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 4
  try {
    const result = await body()
    world.checks.raise()
    return result
  } catch (error) {
    const tail = world.checks.notes.slice(-Number(process.env.RABT_SIM_TRACE ?? 60)).join('\n  ')
    const what =
      error instanceof Error ? (error instanceof Violation ? error.message : (error.stack ?? '')) : String(error)
    throw new Violation(error instanceof Violation ? error.rule : 'error', `${title}\n${what}\n  ${tail}`)
  } finally {
    process.off('unhandledRejection', unhandled)
    Error.stackTraceLimit = stackTraceLimit
  }
}
