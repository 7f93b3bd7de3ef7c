import { decodeFrame } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { KEY_USES, KW, QA } from './identities.ts'
import { alarms, call, tell, timesRun } from './tell.ts'
import type { Tongue, World } from './world.ts'

describe('links, connections and keys', () => {
  it('a history without faults answers every call once, with the same bytes at both sides', async () => {
    const world = await tell(async (w) => {
      const calls = Array.from({ length: 20 }, () => call(w))
      calls.push(...Array.from({ length: 20 }, () => call(w, QA, KW)))
      await w.run(2_000)
      expect(calls.map(({ state }) => state)).toEqual(calls.map(() => 'answered'))
      expect(calls.map((one) => timesRun(w, one))).toEqual(calls.map(() => 1))
    })
    expect(world.checks.alarms).toEqual([])
  })

  it('a receipt that was lost with its connection is given again, and nobody waits for ever', async () => {
    await tell(async (w) => {
      call(w)
      await w.run(30)
      w.block(QA, KW)
      await w.run(200)
      w.cut(KW, QA, false)
      w.free(QA, KW)
      await w.run(15_000)
      const link = w.machine(KW).current()?.link.peer(QA)
      expect(link?.outbound.due.owed(w.machine(KW).clock()).batches).toBe(0)
    })
  })

  it('a run that died before its last receipt came leaves the next one to keep it', async () => {
    const world = await tell(async (w) => {
      const made = call(w)
      while (made.state === 'waiting') await w.run(1)
      w.kill(KW)
      await w.run(10_000)
    })
    const { lanes, receipts } = world.machine(KW).disk.content
    const [first] = lanes.filter(({ row }) => row.own)
    expect(receipts).toContainEqual(expect.objectContaining({ lane: first?.row.id, size: first?.row.size }))
  })

  it('a one-way link lets no request run after its caller was told that it did not', async () => {
    await tell(async (w) => {
      w.block(QA, KW)
      const made = call(w, KW, QA, 2_000)
      await w.run(4_000)
      expect(made.code).toBe('OUTCOME_UNKNOWN')
      w.free(QA, KW)
    })
  })

  it('a stale run’s connection does not displace its successor’s', async () => {
    await tell(async (w) => {
      const stale = w.machine(KW).current()
      if (!stale) throw new Error('no run')
      w.machine(KW).noticesSuccessor = false
      w.pause(stale)
      w.machine(KW).start()
      await w.run(13_000)
      w.resume(stale)
      const before = w.checks.notes.length
      await w.run(5_000)
      // Each connection that QA changes over to makes its link ready once more.
      expect(w.checks.notes.slice(before).filter((note) => note.includes('QA#1 link-ready')).length).toBeLessThan(3)
      expect(alarms(w, QA)).toContain('link-fault LANE_FENCED')
      w.machine(KW).noticesSuccessor = true
      w.kill(KW)
    })
  })

  it('a lane key that only a newer directory lists is waited for', async () => {
    const world = await tell(async (w) => {
      const now = w.queue.now
      w.publish((state) => ({
        ...state,
        listings: new Map(state.listings).set(KW, [
          ...(state.listings.get(KW) ?? []).map((one) => ({ ...one, retired: now })),
          ...(['lane', 'postQuantum', 'receipt', 'seal'] as const).map((use) => ({
            use,
            generation: 1,
            from: now,
            retired: null,
          })),
        ]),
      }))
      w.machine(KW).takeKeys(1)
      w.kill(KW)
      await w.run(5_000)
      const made = call(w)
      await w.run(2_000)
      expect(made.state).toBe('answered')
    })
    expect(alarms(world, QA)).not.toContain('link-fault LANE_SIGNATURE')
  })

  it.each(KEY_USES)('a %s key that only a newer directory lists is waited for, and stops no lane', async (use) => {
    const world = await tell(async (w) => {
      const from = w.queue.now
      w.publish((state) => ({
        ...state,
        listings: new Map(state.listings).set(KW, [
          ...(state.listings.get(KW) ?? []),
          { use, generation: 1, from, retired: null },
        ]),
      }))
      w.machine(KW).takeKeys(1, [use])
      w.kill(KW)
      await w.run(5_000)
      const made = [call(w), call(w, QA, KW)]
      await w.run(2_000)
      expect(made.map(({ state }) => state)).toEqual(['answered', 'answered'])
    })
    expect(world.machine(QA).disk.content.lanes.map(({ row }) => row.halted)).not.toContain('LANE_SIGNATURE')
  })

  it('a revoked key’s entries are stored and refused, and the next run’s are run', async () => {
    await tell(async (w) => {
      const now = w.queue.now
      w.publish((state) => ({
        ...state,
        listings: new Map(state.listings).set(KW, [
          ...(state.listings.get(KW) ?? []).map((one) => ({ ...one, retired: now })),
          ...(['lane', 'postQuantum', 'receipt', 'seal'] as const).map((use) => ({
            use,
            generation: 1,
            from: now,
            retired: null,
          })),
        ]),
      }))
      w.refresh(w.machine(QA))
      await w.run(100)
      const refused = call(w)
      await w.run(1_000)
      expect(refused.code).toBe('CERTIFICATE_INVALID')
      expect(timesRun(w, refused)).toBe(0)
      w.machine(KW).takeKeys(1)
      w.kill(KW)
      await w.run(5_000)
      const made = call(w)
      await w.run(1_000)
      expect(made.state).toBe('answered')
    })
  })

  it('a receipt key that was retired gives no more receipts, and the next run’s does', async () => {
    const owed = (w: World): boolean =>
      w
        .machine(KW)
        .disk.content.lanes.some(
          ({ row }, at) =>
            row.own &&
            !w.machine(KW).disk.content.receipts.some(({ lane, size }) => lane === at + 1 && size >= row.size),
        )
    await tell(async (w) => {
      call(w)
      await w.run(1_000)
      expect(owed(w)).toBe(false)
      const now = w.queue.now
      w.publish((state) => ({
        ...state,
        listings: new Map(state.listings).set(QA, [
          ...(state.listings.get(QA) ?? []).map((one) => (one.use === 'receipt' ? { ...one, retired: now } : one)),
          { use: 'receipt', generation: 1, from: now, retired: null },
        ]),
      }))
      w.refresh(w.machine(KW))
      const made = call(w)
      await w.run(2_000)
      expect(made.state).toBe('answered')
      expect(owed(w)).toBe(true)
      w.machine(QA).takeKeys(1, ['receipt'])
      w.kill(QA)
      await w.run(8_000)
      expect(owed(w)).toBe(false)
    })
  })

  it('a delisted gateway’s lanes go on after it is listed again', async () => {
    const world = await tell(async (w) => {
      const made = call(w, QA, KW)
      await w.run(3)
      w.publish((state) => ({ ...state, delisted: new Set([QA]) }))
      w.refresh(w.machine(KW))
      await w.run(2_000)
      const refused = call(w)
      await w.run(6_000)
      expect(refused.state).toBe('refused')
      expect(made.state).not.toBe('waiting')
    })
    expect(world.machine(KW).disk.content.lanes.map(({ row }) => row.halted)).not.toContain('LANE_SIGNATURE')
  })

  it('what a gateway had on its way when it was delisted stops none of its lanes', async () => {
    const world = await tell(async (w) => {
      call(w, QA, KW)
      await w.run(2_000)
      w.publish((state) => ({ ...state, delisted: new Set([QA]) }))
      w.machine(KW).refresh()
      call(w, QA, KW)
      await w.run(500)
    })
    expect(world.machine(KW).disk.content.lanes.map(({ row }) => row.halted)).toEqual([null, null])
  })

  it('a consumer that takes answers and keeps its receipts back gets nothing more to answer', async () => {
    const silent: Tongue = {
      says: (_to, _role, frame) => (decodeFrame(frame).type === 'receipt' ? [] : [frame]),
    }
    await tell(
      async (w) => {
        w.tongues.set(QA, silent)
        expect(call(w).state).toBe('waiting')
        await w.run(12_000)
        const refused = call(w)
        await w.run(100)
        expect(refused.code).toBe('RECEIPT_OWED')
        expect(timesRun(w, refused)).toBe(0)
        w.tongues.delete(QA)
      },
      { liar: QA },
    )
  })
})
