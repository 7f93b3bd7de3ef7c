import { KIND } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { AE, KW, QA } from './identities.ts'
import { openStored } from './opened.ts'
import { alarms, call, tell, timesRun } from './tell.ts'
import type { World } from './world.ts'

/** Backs a gateway up, lets something happen, and puts the copy back. */
async function rollBack(world: World, gateway: string, told: boolean, meanwhile: () => Promise<void>): Promise<void> {
  const copy = world.machine(gateway).disk.snapshot()
  await meanwhile()
  world.kill(gateway)
  await world.run(20)
  world.restore(gateway, copy, told)
}

function outcomesSaid(world: World, gateway: string): string[] {
  return world
    .machine(gateway)
    .disk.content.lanes.filter(({ row }) => row.own)
    .flatMap(({ batches }) => batches.flatMap(({ bytes }) => openStored(bytes).entries))
    .flatMap((entry) => (entry?.kind === KIND.control && entry.control?.name === 'outcome' ? [entry.control.code] : []))
}

describe('restored journals', () => {
  it('a restored provider does not run again what it ran before the backup was put back', async () => {
    await tell(async (w) => {
      let made = call(w)
      await w.run(300)
      await rollBack(w, QA, true, async () => {
        made = call(w)
        await w.run(300)
        expect(made.state).toBe('answered')
      })
      await w.run(10_000)
      expect(timesRun(w, made)).toBe(1)
    })
  })

  it('a provider restored unawares is shown it by its own receipt, takes its answer back and signs no other', async () => {
    const world = await tell(async (w) => {
      call(w)
      await w.run(300)
      let made = call(w)
      await rollBack(w, QA, false, async () => {
        await w.run(500)
        made = call(w)
        await w.run(500)
      })
      await w.run(10_000)
      expect(timesRun(w, made)).toBe(1)
    })
    expect(alarms(world, KW)).toContain('PEER_LOST_DATA')
    expect(alarms(world, QA)).toContain('journal-restored')
    expect(outcomesSaid(world, QA)).toEqual([])
  })

  it('a request that ran, was receipted, and left no answer is OUTCOME_UNKNOWN after the restore', async () => {
    const world = await tell(
      async (w) => {
        let made = call(w)
        await w.run(300)
        await rollBack(w, QA, false, async () => {
          made = call(w)
          await w.run(500)
          expect(timesRun(w, made)).toBe(1)
        })
        await w.run(10_000)
        expect(timesRun(w, made)).toBe(1)
      },
      { services: { never: 1, fails: 0, ms: [1, 3] } },
    )
    expect(outcomesSaid(world, QA)).toContain('OUTCOME_UNKNOWN')
  })

  it('what the consumer’s faster clock dates after the restore is not taken for new', async () => {
    await tell(
      async (w) => {
        w.moveClock(KW, 25_000)
        call(w)
        await w.run(300)
        let made = call(w)
        await rollBack(w, QA, true, async () => {
          made = call(w, KW, QA, 60_000)
          await w.run(300)
        })
        await w.run(10_000)
        expect(timesRun(w, made)).toBe(1)
      },
      { services: { never: 1, fails: 0, ms: [1, 3] } },
    )
  })

  it('a crash between being told of a loss and having everything again runs nothing twice', async () => {
    await tell(
      async (w) => {
        call(w)
        await w.run(300)
        const [lane] = w.machine(KW).disk.content.lanes.filter(({ row }) => row.own)
        const held = () => w.machine(QA).disk.find(false, lane?.row.origin ?? '')?.row.size ?? 0
        const copy = w.machine(QA).disk.snapshot()
        call(w)
        await w.run(300)
        const receipted = held()
        // What comes now is run, and its receipts do not arrive.
        w.block(QA, KW)
        for (let i = 0; i < 30; i++) {
          call(w, KW, QA, 60_000)
          await w.run(60)
        }
        const all = held()
        w.kill(QA)
        await w.run(20)
        w.cut(KW, QA, false)
        w.restore(QA, copy, false)
        w.free(QA, KW)
        for (let i = 0; i < 10_000 && held() < receipted; i++) await w.run(1)
        expect(held()).toBeLessThan(all)
        w.kill(QA)
        await w.run(10_000)
      },
      { services: { never: 1, fails: 0, ms: [1, 3] } },
    )
  })

  it('what comes again waits until the peer has shown which answers were lost', async () => {
    await tell(async (w) => {
      call(w)
      await w.run(1_000)
      const copy = w.machine(QA).disk.snapshot()
      const made = call(w)
      while (made.state === 'waiting') await w.run(1)
      // Answered, and not receipted yet: only the answer shows that it ran.
      w.kill(QA)
      w.undialled.add(`${QA} ${KW}`)
      await w.run(20)
      w.restore(QA, copy, false)
      await w.run(6_000)
      w.undialled.clear()
      await w.run(6_000)
      expect(timesRun(w, made)).toBe(1)
    })
  })

  it('what one peer shows counts for what all peers send again', async () => {
    await tell(
      async (w) => {
        call(w, AE, QA)
        call(w, KW, QA)
        await w.run(500)
        const copy = w.machine(QA).disk.snapshot()
        call(w, KW, QA)
        w.block(QA, AE)
        const quiet = call(w, AE, QA, 60_000)
        await w.run(500)
        expect(timesRun(w, quiet)).toBe(1)
        w.kill(QA)
        w.undialled.add(`${AE} ${QA}`)
        await w.run(20)
        w.cut(AE, QA, false)
        w.restore(QA, copy, false)
        await w.run(5_000)
        w.free(QA, AE)
        w.undialled.clear()
        await w.run(10_000)
        expect(timesRun(w, quiet)).toBe(1)
      },
      { gateways: 3, services: { never: 1, fails: 0, ms: [1, 3] } },
    )
  })

  it('a consumer restored from a backup sends no second request under one Idempotency-Key', async () => {
    await tell(async (w) => {
      const first = call(w, KW, QA, 5_000, 'once')
      const copy = w.machine(KW).disk.snapshot()
      await w.run(500)
      expect(first.state).toBe('answered')
      w.kill(KW)
      await w.run(20)
      w.restore(KW, copy, false)
      while (!w.machine(KW).current()) await w.run(5)
      const again = call(w, KW, QA, 8_000, 'once')
      await w.run(10_000)
      expect(again.state).not.toBe('refused')
      expect(timesRun(w, first) + timesRun(w, again)).toBe(1)
    })
  })

  it('a lane that was settled after the backup comes back to its writer', async () => {
    const world = await tell(async (w) => {
      await rollBack(w, KW, false, async () => {
        w.kill(KW)
        await w.run(5_000)
        call(w)
        await w.run(500)
        w.kill(KW)
        await w.run(5_000)
        call(w)
        await w.run(500)
        w.kill(KW)
        await w.run(5_000)
      })
      await w.run(10_000)
    })
    expect(alarms(world, KW)).toContain('lane-recovered-from-peer')
  })

  it('a run whose journal knows no more of a later one is shown it, and takes a fresh slot', async () => {
    const world = await tell(async (w) => {
      const copy = w.machine(KW).disk.snapshot()
      w.moveClock(KW, 20_000)
      w.kill(KW)
      await w.run(5_000)
      const made = call(w)
      await w.run(500)
      expect(made.state).toBe('answered')
      w.kill(KW)
      await w.run(20)
      w.moveClock(KW, -20_000)
      w.restore(KW, copy, true)
      await w.run(10_000)
      expect(w.machine(KW).current()?.link.run[0]?.slot).toBe('101')
    })
    expect(alarms(world, QA)).toContain('link-fault LANE_FENCED')
  })

  it('a settled lane that its reader lost is given again', async () => {
    const world = await tell(async (w) => {
      call(w)
      await w.run(500)
      const copy = w.machine(QA).disk.snapshot()
      call(w)
      await w.run(500)
      w.kill(KW)
      await w.run(5_000)
      w.kill(QA)
      await w.run(20)
      w.restore(QA, copy, true)
      await w.run(10_000)
    })
    const [first] = world.machine(KW).disk.content.lanes.filter(({ row }) => row.own)
    expect(first?.row.settled).toBe(true)
    expect(world.machine(QA).disk.find(false, first?.row.origin ?? '')?.row.size).toBe(first?.row.size)
  })

  it('a receipt from before the backup settles no lane that the peer holds more of', async () => {
    const world = await tell(async (w) => {
      call(w)
      await w.run(500)
      await rollBack(w, KW, true, async () => {
        call(w)
        await w.run(500)
        call(w)
        await w.run(500)
      })
      await w.run(10_000)
    })
    const lanes = world.machine(KW).disk.content.lanes.filter(({ row }) => row.own && row.settled)
    expect(lanes.map(({ row }) => row.size)).toEqual(
      lanes.map(({ row }) => world.machine(QA).disk.find(false, row.origin)?.row.size),
    )
  })
})
