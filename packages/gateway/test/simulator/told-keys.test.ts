import { describe, expect, it } from 'vitest'
import { listKeys, moveOnRunning } from './faults.ts'
import { KEY_USES, type KeySet, KW, QA } from './identities.ts'
import { call, tell } from './tell.ts'
import type { World } from './world.ts'

/** Lanes of the run that QA holds of KW, by origin. */
const lanes = (world: World) =>
  world.machine(QA).disk.content.lanes.flatMap(({ row }) => (row.own || row.peer !== KW ? [] : [row]))

/** Calls go on and on while KW takes its next keys. */
async function rotating(uses: readonly (keyof KeySet)[]) {
  let answered = 0
  let made = 0
  let held: ReturnType<typeof lanes> = []
  await tell(async (w) => {
    const some = async () => {
      const calls = Array.from({ length: 5 }, () => call(w))
      await w.run(120)
      made += calls.length
      await w.run(400)
      answered += calls.filter(({ state }) => state === 'answered').length
    }
    await some()
    listKeys(w, KW, false, uses)
    for (const machine of w.machines.values()) w.refresh(machine)
    for (let i = 0; i < 5; i++) await some()
    const before = Array.from({ length: 5 }, () => call(w))
    moveOnRunning(w, KW, uses)
    const after = Array.from({ length: 5 }, () => call(w))
    await w.run(500)
    made += 10
    answered += [...before, ...after].filter(({ state }) => state === 'answered').length
    for (let i = 0; i < 20; i++) await some()
    held = lanes(w)
  })
  return { held, answered, made }
}

describe('a gateway that takes its next keys while it runs', () => {
  it.each([
    ['all', KEY_USES, 2],
    ['the lane key', ['lane'], 2],
    ['the post-quantum key', ['postQuantum'], 2],
    ['the receipt key', ['receipt'], 1],
    ['a seal key', ['seal'], 1],
  ] as const)('fails no call: %s', async (_name, uses, count) => {
    const { held, answered, made } = await rotating(uses)
    expect(answered).toBe(made)
    expect(held).toHaveLength(count)
  })

  it('goes on in a lane of the same slot and epoch, and of another origin', async () => {
    const { held } = await rotating(['lane'])
    const [first, second] = held
    expect(second).toMatchObject({ slot: first?.slot, epoch: first?.epoch })
    expect(second?.origin).not.toBe(first?.origin)
  })
})
