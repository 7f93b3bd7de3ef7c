import { describe, expect, it } from 'vitest'
import { AE, KW, QA } from './identities.ts'
import { alarms, call, tell, timesRun } from './tell.ts'
import { falsely } from './tell-lies.ts'

describe('peers that flood', () => {
  it('a peer that sends what is refused is stopped at the quota, and it alone', async () => {
    const world = await tell(
      async (w) => {
        w.tongues.set(KW, falsely({ entry: 'with a body that is not there' }))
        // Its own kernel is honest, and would not go on after a receipt for what it did not say.
        w.block(QA, KW)
        const flood: ReturnType<typeof call>[] = []
        for (let i = 0; i < 9; i++) {
          flood.push(call(w, KW, QA, 1_000))
          await w.run(100)
        }
        // Ten megabytes each: the seventh is over the quota of the day, the next is not taken.
        expect(alarms(w, QA)).toContain('link-fault QUOTA')
        expect(flood.map((one) => timesRun(w, one))).toEqual(flood.map(() => 0))
        const lane = () => w.machine(QA).disk.content.lanes.find(({ row }) => !row.own && row.peer === KW)?.row
        const size = lane()?.size
        await w.run(500)
        const others = Array.from({ length: 5 }, () => call(w, AE, QA))
        await w.run(2_000)
        expect(lane()).toMatchObject({ size, halted: 'QUOTA' })
        expect(others.map(({ state }) => state)).toEqual(others.map(() => 'answered'))
        w.tongues.delete(KW)
      },
      { gateways: 3, liar: KW },
    )
    expect(alarms(world, AE)).not.toContain('link-fault QUOTA')
  })
})
