import { describe, expect, it } from 'vitest'
import type { ClientCall } from './actors.ts'
import { KW, QA } from './identities.ts'
import { openStored } from './opened.ts'
import { call, largeCall, tell, timesRun } from './tell.ts'
import type { World } from './world.ts'

/** What a gateway holds of the heads and bodies of a request. */
function blobsOf(world: World, gateway: string, { id }: ClientCall): unknown[] {
  for (const { batches } of world.machine(gateway).disk.content.lanes)
    for (const { bytes, blobs } of batches)
      if (openStored(bytes).entries.some((entry) => entry && Buffer.compare(entry.id, id) === 0)) return [...blobs]
  throw new Error('the request is not stored')
}

describe('erasure', () => {
  it('nothing of ours is erased before the peer has receipted it', async () => {
    await tell(async (w) => {
      w.block(QA, KW)
      const made = call(w)
      await w.run(200)
      expect(w.erase(KW, made.id)).toBeNull()
      w.free(QA, KW)
      await w.run(2_000)
      expect(made.state).toBe('answered')
      expect(w.erase(KW, made.id)).toBe(3)
    })
  })

  it('what was erased reaches a peer that lost it as gone, and is not run again', async () => {
    const world = await tell(async (w) => {
      call(w)
      await w.run(500)
      const copy = w.machine(QA).disk.snapshot()
      const made = call(w)
      await w.run(1_000)
      expect(w.erase(KW, made.id)).toBe(3)
      w.kill(QA)
      await w.run(20)
      w.restore(QA, copy, false)
      await w.run(10_000)
      expect(timesRun(w, made)).toBe(1)
      expect(blobsOf(w, QA, made)).toEqual([false])
    })
    expect(world.checks.liars.size).toBe(0)
  })

  it('a large body that was erased is gone for a peer that lost it, and nothing runs without it', async () => {
    await tell(async (w) => {
      call(w)
      await w.run(500)
      const [before, copy] = [w.machine(QA).disk.snapshot(), w.machine(KW).disk.snapshot()]
      expect(copy.files.size).toBe(0)
      const made = largeCall(w)
      await w.run(1_000)
      const kept = w.machine(KW).disk.snapshot()
      expect(w.erase(KW, made.id)).toBe(4)
      // The database of the writer knows nothing of the erasure any more; the files do.
      w.kill(KW)
      w.kill(QA)
      await w.run(20)
      w.restore(KW, kept, true, false)
      w.restore(QA, before, true)
      await w.run(15_000)
      expect(timesRun(w, made)).toBe(1)
      expect(w.machine(KW).disk.content.files.size).toBe(0)
    })
  })

  it('a backup that brings an erased body back is erased again like any other', async () => {
    await tell(async (w) => {
      const made = largeCall(w)
      await w.run(1_000)
      const copy = w.machine(KW).disk.snapshot()
      expect(w.erase(KW, made.id)).toBe(4)
      expect(w.machine(KW).disk.content.files.size).toBe(0)
      w.kill(KW)
      await w.run(20)
      w.restore(KW, copy, true)
      expect(w.machine(KW).disk.content.files.size).toBe(2)
      await w.run(5_000)
      expect(w.erase(KW, made.id)).toBe(4)
      expect(w.machine(KW).disk.content.files.size).toBe(0)
    })
  })

  it('the other side keeps what it has, and gives it back to nobody as erased', async () => {
    await tell(async (w) => {
      const made = call(w)
      await w.run(1_000)
      w.erase(KW, made.id)
      expect(blobsOf(w, KW, made)).toEqual([false])
      expect(blobsOf(w, QA, made)).not.toContain(false)
    })
  })
})
