import { describe, expect, it } from 'vitest'
import { KW, QA } from './identities.ts'
import { call, tell, timesRun } from './tell.ts'
import { falsely, refusals } from './tell-lies.ts'
import type { World } from './world.ts'

const publish = (world: World) => world.publish((state) => state)

describe('the directory version that an entry names', () => {
  it('may be one that its reader had before: a peer that is a little behind is answered', async () => {
    const world = await tell(async (w) => {
      call(w)
      await w.run(500)
      publish(w)
      w.refresh(w.machine(QA))
      const behind = call(w)
      await w.run(500)
      expect(behind.state).toBe('answered')
    })
    expect(refusals(world)).toEqual([])
  })

  it('may be one that its reader passed over', async () => {
    const world = await tell(async (w) => {
      call(w)
      await w.run(500)
      publish(w)
      w.refresh(w.machine(KW))
      publish(w)
      w.refresh(w.machine(QA))
      const between = call(w)
      await w.run(500)
      expect(between.state).toBe('answered')
    })
    expect(refusals(world)).toEqual([])
  })

  it('is refused if its hash is invented, though it is an older one: nobody could prove it later', async () => {
    const world = await tell(
      async (w) => {
        w.tongues.set(KW, falsely({ entry: 'of another directory' }))
        publish(w)
        w.refresh(w.machine(QA))
        const made = call(w)
        await w.run(1_000)
        expect(timesRun(w, made)).toBe(0)
        w.tongues.delete(KW)
      },
      { liar: KW },
    )
    expect(refusals(world)).toEqual(['DIRECTORY_INVALID'])
  })
})
