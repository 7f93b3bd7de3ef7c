import { describe, expect, it } from 'vitest'
import { KW, QA } from './identities.ts'
import { call, tell, timesRun } from './tell.ts'
import type { World } from './world.ts'

const YEAR_MS = 365 * 86_400_000

const entriesOf = (world: World): number =>
  world.machine(KW).disk.content.lanes.reduce((sum, { row }) => sum + row.size, 0)

describe('two clocks that disagree', () => {
  it.each([
    ['KW', KW, -YEAR_MS],
    ['QA', QA, -YEAR_MS],
    ['KW', KW, YEAR_MS],
  ])('a refused control is not answered: the clock of %s (%s) is off by %i ms', async (_, gateway, ms) => {
    await tell(async (w) => {
      const first = call(w)
      await w.run(500)
      expect(first.state).toBe('answered')
      w.moveClock(gateway, ms)
      const before = entriesOf(w)
      const made = call(w, KW, QA, 2_000)
      await w.run(4_000)
      expect(timesRun(w, made)).toBe(0)
      expect(['waiting', 'answered']).not.toContain(made.state)
      // The request, its seals, one refusal; and what either says once of itself.
      expect(entriesOf(w) - before).toBeLessThan(10)
      w.moveClock(gateway, -ms)
      await w.run(1_000)
      const after = call(w)
      await w.run(500)
      expect(after.state).toBe('answered')
    })
  })
})

describe('a clock that is set while a caller waits', () => {
  it('back: the caller has its error when its time is over all the same', async () => {
    await tell(
      async (w) => {
        w.moveClock(KW, 20_000)
        const made = call(w, KW, QA, 2_000)
        await w.run(500)
        w.moveClock(KW, -20_000)
        await w.run(1_400)
        expect(made.state).toBe('waiting')
        await w.run(200)
        expect(made.state).toBe('unknown')
      },
      { services: { never: 1, fails: 0, ms: [1, 3] } },
    )
  })

  it('not, but its gateway stood still: the caller has its error when that goes on', async () => {
    await tell(
      async (w) => {
        const made = call(w, KW, QA, 2_000)
        await w.run(500)
        const run = w.machine(KW).current()
        if (!run) throw new Error('no run')
        w.pause(run)
        await w.run(3_025)
        w.resume(run)
        await w.run(100)
        expect(made.state).toBe('unknown')
      },
      { services: { never: 1, fails: 0, ms: [1, 3] } },
    )
  })

  it('ahead: the caller has its answer, though its deadline seems to be over', async () => {
    await tell(
      async (w) => {
        const made = call(w, KW, QA, 2_000)
        await w.run(500)
        w.moveClock(KW, 3_600_000)
        await w.run(1_000)
        expect(made.state).toBe('answered')
        w.moveClock(KW, -3_600_000)
      },
      { services: { never: 0, fails: 0, ms: [1_000, 1_001] } },
    )
  })
})
