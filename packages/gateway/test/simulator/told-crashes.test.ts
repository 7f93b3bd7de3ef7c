import { describe, expect, it } from 'vitest'
import { KW, QA } from './identities.ts'
import { alarms, call, tell, timesRun } from './tell.ts'

describe('crashes, commits and runs', () => {
  it('a writer that crashed between sending and committing signs no second history, and takes back what it sent', async () => {
    const world = await tell(async (w) => {
      await w.run(1_000)
      call(w)
      await w.run(100)
      w.machine(KW).weather.failed = 1
      const lost = call(w)
      await w.run(60)
      expect(timesRun(w, lost)).toBe(1)
      w.kill(KW)
      w.machine(KW).weather.failed = 0
      await w.run(5_000)
    })
    const [first] = world.machine(KW).disk.content.lanes.filter(({ row }) => row.own)
    expect(first?.row).toMatchObject({ settled: true })
    expect(first?.row.size).toBe(world.machine(QA).disk.find(false, first?.row.origin ?? '')?.row.size)
    expect(first?.batches.some(({ run }) => run !== first.row.epoch)).toBe(true)
  })

  it('a commit whose answer is lost is made again with the same bytes, once', async () => {
    await tell(async (w) => {
      w.machine(KW).weather.unknown = 1
      const made = call(w)
      await w.run(100)
      w.machine(KW).weather.unknown = 0
      await w.run(1_000)
      expect(made.state).toBe('answered')
    })
  })

  it('a receiver whose commit fails neither runs nor receipts before it succeeds', async () => {
    await tell(async (w) => {
      w.machine(QA).weather.failed = 1
      const made = call(w)
      await w.run(1_000)
      expect(timesRun(w, made)).toBe(0)
      expect(w.machine(QA).disk.content.receipts).toHaveLength(0)
      w.machine(QA).weather.failed = 0
      await w.run(1_000)
      expect(made.state).toBe('answered')
    })
  })

  it('a provider that died over a request says OUTCOME_UNKNOWN, and never runs it again', async () => {
    await tell(
      async (w) => {
        const made = call(w, KW, QA, 20_000)
        await w.run(100)
        expect(timesRun(w, made)).toBe(1)
        w.kill(QA)
        await w.run(10_000)
        expect(made.state).toBe('unknown')
        expect(timesRun(w, made)).toBe(1)
      },
      { services: { never: 1, fails: 0, ms: [1, 3] } },
    )
  })

  it('a provider that died after it had signed an answer says nothing else of it', async () => {
    await tell(async (w) => {
      const made = call(w, KW, QA, 20_000)
      w.block(QA, KW)
      await w.run(50)
      w.kill(QA)
      w.free(QA, KW)
      await w.run(10_000)
      // Received in a run that is gone, answered by it: the answer comes with its lane.
      expect(made.state).toBe('answered')
      expect(timesRun(w, made)).toBe(1)
    })
  })

  it('a run that was paused commits nothing after its successor began, and ends', async () => {
    await tell(async (w) => {
      const paused = w.machine(QA).current()
      if (!paused) throw new Error('no run')
      const made = call(w)
      await w.run(2)
      w.pause(paused)
      w.machine(QA).start()
      await w.run(3_000)
      w.resume(paused)
      await w.run(1_000)
      expect(paused.alive).toBe(false)
      expect(timesRun(w, made)).toBeLessThan(2)
    })
  })

  it('a lane that a successor settled does not grow when the paused run wakes with a call in hand', async () => {
    await tell(async (w) => {
      call(w)
      await w.run(500)
      const paused = w.machine(KW).current()
      if (!paused) throw new Error('no run')
      w.machine(KW).noticesSuccessor = false
      const inHand = call(w, KW, QA, 60_000)
      w.pause(paused)
      w.machine(KW).start()
      await w.run(15_000)
      const size = () => w.machine(KW).disk.content.lanes.find(({ row }) => row.own)?.row.size
      const before = size()
      w.resume(paused)
      await w.run(2_000)
      expect(size()).toBe(before)
      expect(paused.alive).toBe(false)
      expect(timesRun(w, inHand)).toBe(0)
    })
  })

  it('a stopping gateway does not send what it said was not run', async () => {
    await tell(async (w) => {
      w.machine(KW).weather.failed = 1
      call(w)
      await w.run(200)
      const second = call(w)
      await w.run(60)
      const stopping = w.machine(KW).current()?.link.drain(0)
      await w.run(20)
      w.machine(KW).weather.failed = 0
      await w.run(500)
      await stopping
      expect(second.code).toMatch(/NOT_RUN|SHUTTING_DOWN/)
      expect(timesRun(w, second)).toBe(0)
      w.kill(KW)
    })
  })

  it('a database that does not answer for a while holds answers up and loses none', async () => {
    await tell(async (w) => {
      w.checks.troubled.add(QA)
      w.machine(QA).disk.downUntil = w.queue.now + 4_000
      const made = [call(w, KW, QA, 20_000)]
      await w.run(200)
      made.push(call(w, KW, QA, 20_000))
      await w.run(30_000)
      expect(made.map(({ state }) => state)).toEqual(['answered', 'answered'])
      expect(made.map((one) => timesRun(w, one))).toEqual([1, 1])
    })
  })

  it('a lane that cannot be opened while the database is away is opened when it is back', async () => {
    await tell(async (w) => {
      w.checks.troubled.add(KW)
      w.machine(KW).disk.downUntil = w.queue.now + 3_000
      const made = call(w, KW, QA, 20_000)
      await w.run(10_000)
      expect(made.state).toBe('answered')
      expect(timesRun(w, made)).toBe(1)
    })
  })

  it('a call ends at its deadline though its gateway’s clock jumped back before it began', async () => {
    await tell(async (w) => {
      w.machine(QA).weather.failed = 1
      w.moveClock(KW, -8_000)
      const made = call(w, KW, QA, 2_000)
      await w.run(2_100)
      expect(made.state).toBe('unknown')
      w.machine(QA).weather.failed = 0
    })
  })

  it('a run that took its epoch from a wrong clock gives its slot up when the clock is right', async () => {
    await tell(async (w) => {
      w.machine(KW).clockOffset = 600_000
      w.kill(KW)
      await w.run(5_000)
      expect(alarms(w, QA)).toContain('link-fault EPOCH_AHEAD')
      w.moveClock(KW, -600_000)
      await w.run(10_000)
      expect(w.machine(KW).current()?.link.run[0]?.slot).toBe('101')
    })
  })
})
