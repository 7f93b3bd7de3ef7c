import { describe, expect, it } from 'vitest'
import { KW, QA } from './identities.ts'
import { alarms, call, largeCall, tell, timesRun } from './tell.ts'

const never = (bytes: Uint8Array): Buffer => Buffer.from(bytes).fill(0x41, 40)

describe('large bodies, which are fetched apart from their batch', () => {
  it('a call with a large body is answered with a large body, and both sides keep both', async () => {
    const world = await tell(async (w) => {
      const made = [largeCall(w), largeCall(w, QA, KW)]
      await w.run(2_000)
      expect(made.map(({ state }) => state)).toEqual(['answered', 'answered'])
      expect(made.map((one) => timesRun(w, one))).toEqual([1, 1])
    })
    for (const gateway of [KW, QA]) expect(world.machine(gateway).disk.content.files.size).toBe(4)
    expect(world.checks.alarms).toEqual([])
  })

  it('a blob that does not come holds up its own lane alone', async () => {
    await tell(async (w) => {
      w.machine(KW).blobs.fails = 1
      const large = largeCall(w, KW, QA, 60_000)
      await w.run(200)
      const small = Array.from({ length: 5 }, () => call(w))
      await w.run(1_000)
      expect(small.map(({ state }) => state)).toEqual(small.map(() => 'answered'))
      expect(timesRun(w, large)).toBe(0)
      w.machine(KW).blobs.fails = 0
      await w.run(10_000)
      expect(large.state).toBe('answered')
    })
  })

  it('a batch behind one that waits for its blob waits too, and runs after it', async () => {
    const world = await tell(async (w) => {
      w.machine(KW).blobs.ms = [2_000, 2_000]
      const first = largeCall(w)
      await w.run(100)
      w.machine(KW).blobs.ms = [0, 1]
      const second = largeCall(w)
      await w.run(1_000)
      expect([timesRun(w, first), timesRun(w, second)]).toEqual([0, 0])
      await w.run(3_000)
      expect([first.state, second.state]).toEqual(['answered', 'answered'])
      const order = [...w.checks.executions.keys()]
      expect(order).toEqual([first, second].map(({ id }) => Buffer.from(id).toString('hex')))
    })
    expect(alarms(world, QA)).toEqual([])
  })

  it('a connection that breaks while a blob is fetched loses nothing of its lane', async () => {
    await tell(async (w) => {
      w.machine(KW).blobs.ms = [3_000, 3_000]
      const made = largeCall(w, KW, QA, 20_000)
      await w.run(500)
      w.cut(KW, QA, false)
      w.machine(KW).blobs.ms = [0, 1]
      await w.run(10_000)
      expect(made.state).toBe('answered')
      expect(timesRun(w, made)).toBe(1)
    })
  })

  it('a blob that does not come before the deadline is refused, and its request not run', async () => {
    await tell(async (w) => {
      w.machine(KW).blobs.fails = 1
      const made = largeCall(w, KW, QA, 3_000)
      await w.run(8_000)
      expect(made.state).not.toBe('answered')
      expect(timesRun(w, made)).toBe(0)
      w.machine(KW).blobs.fails = 0
      const next = largeCall(w)
      await w.run(3_000)
      expect(next.state).toBe('answered')
    })
  })

  it('a body of which other bytes are served is refused, and its request not run', async () => {
    await tell(
      async (w) => {
        w.tongues.set(KW, { says: (_to, _role, frame) => [frame], serves: (item) => (item ? never(item) : item) })
        const made = largeCall(w)
        await w.run(2_000)
        expect(made.code).toBe('BLOB_MISMATCH')
        expect(timesRun(w, made)).toBe(0)
        w.tongues.delete(KW)
      },
      { liar: KW },
    )
  })

  it('a request whose body is gone is not run without it', async () => {
    await tell(async (w) => {
      w.machine(KW).blobs.fails = 1
      const made = largeCall(w, KW, QA, 20_000)
      await w.run(300)
      w.loseFiles(KW)
      w.machine(KW).blobs.fails = 0
      await w.run(5_000)
      expect(timesRun(w, made)).toBe(0)
      expect(made.code).toBe('NOT_RUN')
    })
  })

  it('an answer whose body is gone is no answer', async () => {
    await tell(async (w) => {
      w.machine(QA).blobs.fails = 1
      const made = largeCall(w, KW, QA, 20_000)
      await w.run(500)
      expect(timesRun(w, made)).toBe(1)
      w.loseFiles(QA)
      w.machine(QA).blobs.fails = 0
      await w.run(5_000)
      expect(made.code).toBe('INCONSISTENT_RESPONSE')
    })
  })

  it('a large answer that cannot be kept is OUTCOME_UNKNOWN at once: it ran', async () => {
    const world = await tell(async (w) => {
      w.machine(QA).fullDisk = true
      const large = largeCall(w, KW, QA, 60_000)
      const small = call(w)
      await w.run(500)
      expect([large.state, large.code]).toEqual(['unknown', 'OUTCOME_UNKNOWN'])
      expect(timesRun(w, large)).toBe(1)
      expect(small.state).toBe('answered')
      w.machine(QA).fullDisk = false
      const after = largeCall(w)
      await w.run(1_000)
      expect(after.state).toBe('answered')
    })
    expect(alarms(world, QA)).toEqual(['answer-not-kept LOGGING_FAILED'])
  })

  it('a large request that cannot be kept is not sent', async () => {
    await tell(async (w) => {
      w.machine(KW).fullDisk = true
      const made = largeCall(w, KW, QA, 60_000)
      await w.run(500)
      expect([made.state, made.code, timesRun(w, made)]).toEqual(['refused', 'LOGGING_FAILED', 0])
      w.machine(KW).fullDisk = false
    })
  })
})
