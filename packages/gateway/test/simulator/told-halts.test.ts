import { decodeFrame, encodeFrame, LIMITS, sha256, uuid7 } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import type { ClientCall } from './actors.ts'
import { KW, keysOf, memberOfGateway, QA, START, subsystemOfGateway } from './identities.ts'
import { Liar } from './liar.ts'
import { Prng } from './prng.ts'
import { alarms, call, tell, timesRun } from './tell.ts'
import type { Tongue, World } from './world.ts'

const DAY = 86_400_000

/** Something between two honest gateways that alters what one of them writes. */
const altering: Tongue = {
  says: (_to, role, bytes) => {
    const frame = decodeFrame(bytes)
    if (frame.type !== 'batch' || role !== 'writer') return [bytes]
    const batch = Buffer.from(frame.batch)
    batch[20] = (batch[20] as number) ^ 1
    return [encodeFrame({ ...frame, batch })]
  },
}

function halted(world: World, gateway: string) {
  const link = world.machine(gateway).current()?.link
  if (!link) throw new Error('no process')
  return link.halted
}

async function listed(world: World, gateway: string) {
  const lanes = halted(world, gateway).list()
  await world.run(100)
  return lanes
}

async function onlyHalted(world: World, gateway: string) {
  const [lane, ...others] = await listed(world, gateway)
  if (!lane || others.length > 0) throw new Error(`${others.length + Number(lane !== undefined)} lanes are halted`)
  return lane
}

/** What an operator asks for takes its time in the simulated store. */
async function decide(world: World, decision: Promise<unknown>): Promise<void> {
  const decided = decision.then(
    () => null,
    (error: unknown) => error,
  )
  await world.run(200)
  const error = await decided
  if (error !== null) throw error
}

/** The lane KW > QA stops at altered bytes, with one answered call before and one waiting behind the fault. */
async function halt(world: World): Promise<{ before: ClientCall; behind: ClientCall }> {
  const before = call(world)
  await world.run(500)
  world.tongues.set(KW, altering)
  const behind = call(world, KW, QA, 60_000)
  await world.run(500)
  world.tongues.delete(KW)
  expect(before.state).toBe('answered')
  expect(alarms(world, QA)).toContain('link-fault LANE_ROOT')
  return { before, behind }
}

describe('a halted lane', () => {
  it('stays halted over restarts of both sides until its operators decide', async () => {
    await tell(async (w) => {
      const { behind } = await halt(w)
      w.kill(QA)
      await w.run(5_000)
      w.cut(KW, QA, false)
      await w.run(20_000)
      expect(behind.state).toBe('waiting')
      expect(call(w).state).toBe('waiting')
      await w.run(100)
      expect(w.clients.calls.at(-1)?.code).toBe('RECEIPT_OWED')
      const { peer, direction, code, size, may } = await onlyHalted(w, QA)
      expect({ peer, direction, code, may }).toEqual({
        peer: KW,
        direction: 'incoming',
        code: 'LANE_ROOT',
        may: ['retry', 'abandon'],
      })
      expect(size).toBe(w.machine(QA).disk.content.lanes.find(({ row }) => row.halted)?.row.size)
      // The writer's operator sees it too, and cannot decide it alone.
      expect(await onlyHalted(w, KW)).toMatchObject({ peer: QA, direction: 'outgoing', code: 'LANE_ROOT', may: [] })
      await decide(w, halted(w, QA).retry((await onlyHalted(w, QA)).id))
    })
  })

  it('keeps its reader from asking its writer: no answer could come', async () => {
    await tell(async (w) => {
      await halt(w)
      const asked = call(w, QA, KW)
      await w.run(500)
      expect(asked.code).toBe('NETWORK_ERROR')
      expect(timesRun(w, asked)).toBe(0)
      await decide(w, halted(w, QA).abandon((await onlyHalted(w, QA)).id))
      await w.run(2_000)
      const again = call(w, QA, KW)
      await w.run(500)
      expect(again.state).toBe('answered')
    })
  })

  it('that is tried again goes on where it stood: what waited is run once, and its caller answered', async () => {
    const world = await tell(async (w) => {
      const { before, behind } = await halt(w)
      const { id, origin } = await onlyHalted(w, QA)
      await decide(w, halted(w, QA).retry(id))
      await w.run(5_000)
      expect(behind.state).toBe('answered')
      expect([before, behind].map((one) => timesRun(w, one))).toEqual([1, 1])
      const [mine, theirs] = [w.machine(KW).disk.find(true, origin), w.machine(QA).disk.find(false, origin)]
      expect(theirs?.row).toMatchObject({ halted: null, haltedAt: null })
      expect(theirs?.row.size).toBe(mine?.row.size)
      expect(await listed(w, KW)).toEqual([])
    })
    expect(alarms(world, KW).filter((name) => name.startsWith('PEER_LOST'))).toEqual([])
  })

  it('that is tried again while its writer still tells something else halts again', async () => {
    await tell(async (w) => {
      await halt(w)
      w.tongues.set(KW, altering)
      await decide(w, halted(w, QA).retry((await onlyHalted(w, QA)).id))
      await w.run(5_000)
      expect((await onlyHalted(w, QA)).code).toBe('LANE_ROOT')
      w.tongues.delete(KW)
      await decide(w, halted(w, QA).retry((await onlyHalted(w, QA)).id))
    })
  })

  it('that is abandoned ends what waited with OUTCOME_UNKNOWN, is kept, and another one takes its place', async () => {
    const world = await tell(async (w) => {
      const { behind } = await halt(w)
      const { id, origin, size } = await onlyHalted(w, QA)
      await decide(w, halted(w, QA).abandon(id))
      await w.run(5_000)
      expect(behind.code).toBe('OUTCOME_UNKNOWN')
      expect(timesRun(w, behind)).toBe(0)
      expect(await listed(w, QA)).toEqual([])
      const after = call(w)
      await w.run(1_000)
      expect(after.state).toBe('answered')
      expect(w.machine(QA).disk.find(false, origin)?.row).toMatchObject({ size, halted: 'LANE_ROOT', settled: true })
      expect(w.machine(KW).disk.find(true, origin)?.row).toMatchObject({ halted: 'LANE_ABANDONED', settled: true })
      expect(w.alarmsOf(KW).map(({ code }) => code)).toEqual(['LANE_ABANDONED'])
      // The next run of either side neither copies nor names it again.
      w.kill(KW)
      w.kill(QA)
      await w.run(15_000)
      expect(w.machine(QA).disk.find(false, origin)?.row.size).toBe(size)
    })
    expect(alarms(world, KW).filter((name) => name === 'lane-abandoned LANE_ABANDONED')).toHaveLength(1)
  })

  it('that is abandoned leaves alone what its reader had receipted: those calls are still answered', async () => {
    await tell(
      async (w) => {
        const slow = call(w, KW, QA, 60_000)
        await w.run(500)
        w.tongues.set(KW, altering)
        const behind = call(w, KW, QA, 60_000)
        await w.run(500)
        w.tongues.delete(KW)
        await decide(w, halted(w, QA).abandon((await onlyHalted(w, QA)).id))
        await w.run(500)
        expect([slow.state, behind.code]).toEqual(['waiting', 'OUTCOME_UNKNOWN'])
        await w.run(15_000)
        expect(slow.state).toBe('answered')
        expect(timesRun(w, slow)).toBe(1)
        Object.assign(w.services, { ms: [1, 3] })
      },
      { services: { never: 0, fails: 0, ms: [9_000, 9_001] } },
    )
  })

  it('of answers that is abandoned leaves their callers with OUTCOME_UNKNOWN, and nothing runs again', async () => {
    await tell(async (w) => {
      call(w)
      await w.run(500)
      w.tongues.set(QA, altering)
      const unanswered = call(w, KW, QA, 10_000)
      await w.run(500)
      w.tongues.delete(QA)
      await decide(w, halted(w, KW).abandon((await onlyHalted(w, KW)).id))
      await w.run(12_000)
      expect(unanswered.code).toBe('OUTCOME_UNKNOWN')
      expect(timesRun(w, unanswered)).toBe(1)
      const after = call(w)
      await w.run(1_000)
      expect(after.state).toBe('answered')
    })
  })

  it('of an earlier run that is abandoned lets the next run’s lanes flow', async () => {
    await tell(async (w) => {
      const { behind } = await halt(w)
      w.kill(KW)
      await w.run(10_000)
      // The old lane cannot be settled, and calls wait for that.
      const early = call(w)
      await w.run(6_000)
      expect(early.code).toBe('NETWORK_ERROR')
      const { id, origin } = await onlyHalted(w, QA)
      await decide(w, halted(w, QA).abandon(id))
      await w.run(5_000)
      const after = call(w)
      await w.run(1_000)
      expect(after.state).toBe('answered')
      expect([early, behind].map((one) => timesRun(w, one))).toEqual([0, 0])
      expect(w.machine(KW).disk.find(true, origin)?.row).toMatchObject({ halted: 'LANE_ABANDONED', settled: true })
    })
  })

  it.each([0, 1, 2, 3, 5, 8, 13, 40, 200])(
    'survives a crash of both sides %d ms after it was abandoned',
    async (ms) => {
      await tell(async (w) => {
        await halt(w)
        // Not awaited: the process that was asked may be gone before it can answer.
        const lane = await onlyHalted(w, QA)
        halted(w, QA).abandon(lane.id).catch(w.checks.raise)
        await w.run(ms)
        w.kill(KW)
        await w.run(ms)
        w.kill(QA)
        await w.run(10_000)
        // A decision that was not kept is made again.
        for (const { id } of await listed(w, QA)) await decide(w, halted(w, QA).abandon(id))
      })
    },
  )

  it('that a peer gives up without need is replaced once, however often it says so, and costs only its own link', async () => {
    await tell(
      async (w) => {
        const made = call(w)
        await w.run(500)
        expect(made.state).toBe('answered')
        const said = encodeFrame({
          type: 'fault',
          code: 'LANE_ABANDONED',
          message: '',
          origin: w.machine(KW).disk.content.lanes.find(({ row }) => row.own)?.row.origin ?? '',
        })
        w.tongues.set(QA, {
          says: (_to, role, bytes) =>
            role === 'reader' && decodeFrame(bytes).type === 'hello' ? [bytes, said, said] : [bytes],
        })
        w.cut(KW, QA, false)
        await w.run(3_000)
        w.tongues.delete(QA)
        const after = call(w)
        await w.run(1_000)
        expect(after.state).toBe('answered')
        expect(w.machine(KW).disk.content.lanes.filter(({ row }) => row.own && row.peer === QA)).toHaveLength(2)
      },
      { liar: QA },
    )
  })

  it('of a fork keeps both checkpoints and can only be abandoned', async () => {
    const weather = { damage: 0, falsify: 0, hello: 0, receipts: 0, flood: 0 }
    const liar = new Liar({ gateway: KW, keys: () => keysOf(KW, 0), prng: new Prng(7), weather, note: () => {} })
    await tell(
      async (w) => {
        call(w)
        await w.run(500)
        const twin: Tongue = {
          says: (_to, role, bytes) => {
            const frame = decodeFrame(bytes)
            return frame.type === 'batch' && role === 'writer' ? [bytes, liar.twin(frame)] : [bytes]
          },
        }
        w.tongues.set(KW, twin)
        call(w)
        await w.run(500)
        w.tongues.delete(KW)
        const lane = await onlyHalted(w, QA)
        expect(lane).toMatchObject({ code: 'FORK', may: ['abandon'] })
        await expect(decide(w, halted(w, QA).retry(lane.id))).rejects.toMatchObject({ code: 'CONFLICT' })
        await decide(w, halted(w, QA).abandon(lane.id))
        expect(w.alarmsOf(QA).filter(({ code }) => code === 'FORK')).toHaveLength(1)
        await w.run(5_000)
        const after = call(w)
        await w.run(1_000)
        expect(after.state).toBe('answered')
      },
      { liar: KW },
    )
  })

  it('is decided about only where it is halted', async () => {
    await tell(async (w) => {
      const lanes = w.machine(QA).disk.content.lanes.map(({ row }) => row.id)
      for (const id of [...lanes, 4_711]) {
        await expect(decide(w, halted(w, QA).retry(id))).rejects.toMatchObject({ code: 'NOT_FOUND' })
        await expect(decide(w, halted(w, QA).abandon(id))).rejects.toMatchObject({ code: 'NOT_FOUND' })
      }
    })
  })
})

describe('a day’s quota of refused bytes', () => {
  it.each([false, true])(
    'that is used up halts lanes until the next UTC day (reader restarted: %s)',
    async (restarted) => {
      const midnight = (Math.floor(START / DAY) + 1) * DAY
      await tell(
        async (w) => {
          const body = Buffer.alloc(LIMITS.bodyBytes)
          for (let sent = 0; sent <= LIMITS.refusedBytesADay; sent += body.length) {
            callWith(w, body, sent)
            await w.run(500)
          }
          await w.run(2_000)
          const late = call(w, KW, QA, 30_000)
          await w.run(1_000)
          expect(alarms(w, QA)).toContain('link-fault QUOTA')
          if (restarted) w.kill(QA)
          await w.run(midnight - 2_000 - w.queue.now)
          expect(late.state).toBe('waiting')
          expect((await listed(w, QA)).map(({ code }) => code)).toContain('QUOTA')
          await w.run(6_000)
          expect(late.state).toBe('answered')
          expect(w.machine(QA).disk.content.lanes.map(({ row }) => row.halted)).not.toContain('QUOTA')
        },
        { start: midnight - 25_000 },
      )
    },
  )
})

/** A large call of a subsystem that the directory does not know: its entry is stored and refused. */
function callWith(world: World, body: Uint8Array, number: number): void {
  const machine = world.machine(KW)
  const now = machine.clock()
  const id = uuid7(now, sha256(Buffer.from(`large ${number}`)).subarray(0, 10))
  machine
    .current()
    ?.link.call({
      consumer: `${memberOfGateway(KW)}/nobody`,
      service: `${subsystemOfGateway(QA)}/violations`,
      agreement: 'KW/2026/7',
      method: 'POST',
      gateway: QA,
      head: Buffer.from('POST /r1/large\r\n'),
      body,
      headSalt: sha256(id),
      secrets: [],
      deadline: now + 2_000,
      id,
      created: now,
      idempotency: null,
    })
    .catch(() => world.checks.note('the large call is refused'))
}
