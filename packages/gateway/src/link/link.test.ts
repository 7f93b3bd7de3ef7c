import { decodeFrame, encodeFrame, RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { MemoryJournal } from './testing/memory-journal.ts'
import { connect, echo, KW, makeCall, makeIdentities, QA, TestNode, textOf } from './testing/world.ts'

const clock = () => Date.now()
const identities = makeIdentities(clock())

async function pair(answer = echo, journals = { kw: new MemoryJournal(clock), qa: new MemoryJournal(clock) }) {
  const kw = new TestNode(KW, journals.kw, identities, clock, echo)
  const qa = new TestNode(QA, journals.qa, identities, clock, answer)
  await kw.link.start()
  await qa.link.start()
  const there = connect(kw, qa)
  const back = connect(qa, kw)
  return { kw, qa, there, back, journals }
}

const entriesOf = async (journal: MemoryJournal): Promise<number> =>
  (await journal.lanes()).reduce((sum, { size }) => sum + size, 0)

/** Both journals hold the same bytes in every lane up to the smaller size. */
async function expectSameHistory(a: MemoryJournal, b: MemoryJournal): Promise<number> {
  let compared = 0
  for (const lane of await a.lanes()) {
    const twin = await b.lane(!lane.own, lane.origin)
    if (!twin) continue
    const mine = await a.batches(lane.id, 0, 10_000)
    const theirs = await b.batches(twin.id, 0, 10_000)
    for (let i = 0; i < Math.min(mine.length, theirs.length); i++) {
      expect(Buffer.compare(mine[i]?.bytes as Uint8Array, theirs[i]?.bytes as Uint8Array)).toBe(0)
      compared++
    }
  }
  return compared
}

describe('Link', () => {
  it('answers calls, and both sides hold the same bytes', async () => {
    const { kw, qa, journals } = await pair()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => kw.link.call(makeCall(clock, `/r1/x?n=${i}`))),
    )
    expect(answers.map(textOf)).toEqual(Array.from({ length: 50 }, (_, i) => `GET /r1/x?n=${i}\r\n`))
    expect(qa.calls).toHaveLength(50)
    expect(kw.alarms).toEqual([])
    expect(qa.alarms).toEqual([])
    expect(await expectSameHistory(journals.kw, journals.qa)).toBeGreaterThan(1)
  })

  it('keeps the peer’s receipt for the request', async () => {
    const { kw, journals } = await pair()
    await kw.link.call(makeCall(clock, '/receipt'))
    const lane = (await journals.kw.lanes()).find((row) => row.own)
    await expect
      .poll(() => journals.kw.receiptCovering(lane?.id ?? 0, lane?.size ?? 1), { timeout: 3_000 })
      .not.toBeNull()
  })

  it('goes on after a broken connection, with what was asked meanwhile', async () => {
    const { kw, qa, there, back, journals } = await pair()
    await kw.link.call(makeCall(clock, '/first'))
    there.cut()
    back.cut()
    const waiting = kw.link.call(makeCall(clock, '/second'))
    connect(kw, qa)
    connect(qa, kw)
    expect(textOf(await waiting)).toContain('/second')
    await expectSameHistory(journals.kw, journals.qa)
  })

  it('says OUTCOME_UNKNOWN when the provider’s gateway died over a request, and never runs it again', async () => {
    const journals = { kw: new MemoryJournal(clock), qa: new MemoryJournal(clock) }
    const { kw, qa } = await pair(() => new Promise(() => {}), journals)
    const call = kw.link.call(makeCall(clock, '/once'))
    await expect.poll(() => qa.calls.length).toBe(1)
    qa.alive = false
    const again = new TestNode(QA, journals.qa, identities, clock, echo)
    await again.link.start()
    connect(kw, again)
    connect(again, kw)
    await expect(call).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', params: { at: 'provider' } })
    expect(again.calls).toHaveLength(0)
  })

  it('adopts back what it had sent and lost, and answers stay answered', async () => {
    const journals = { kw: new MemoryJournal(clock), qa: new MemoryJournal(clock) }
    const { kw, qa } = await pair(echo, journals)
    await kw.link.call(makeCall(clock, '/kept'))
    const before = (await journals.qa.lanes()).find((row) => row.own)
    await kw.link.call(makeCall(clock, '/lost'))
    qa.alive = false
    journals.qa.loseAfter(true, before?.origin ?? '', before?.size ?? 0)
    const again = new TestNode(QA, journals.qa, identities, clock, echo)
    await again.link.start()
    connect(kw, again)
    connect(again, kw)
    expect(textOf(await kw.link.call(makeCall(clock, '/after')))).toContain('/after')
    expect(again.calls).toHaveLength(1)
    await expectSameHistory(journals.kw, journals.qa)
    const lanes = (await journals.qa.lanes()).filter((row) => row.own)
    expect(lanes[0]?.size).toBe((await journals.kw.lane(false, lanes[0]?.origin ?? ''))?.size)
  })

  it('refuses a repeated id without running it', async () => {
    const { kw, qa } = await pair()
    const call = makeCall(clock, '/twice')
    await kw.link.call(call)
    await expect(kw.link.call(call)).rejects.toMatchObject({ code: 'REPLAYED', params: { at: 'provider' } })
    expect(qa.calls).toHaveLength(1)
  })

  it('refuses an entry whose clock is wrong, and goes on with the lane', async () => {
    const { kw, qa } = await pair()
    const ahead = () => clock() + 10 * 60_000
    await expect(kw.link.call(makeCall(ahead, '/ahead'))).rejects.toMatchObject({ code: 'CLOCK_SKEW' })
    expect(textOf(await kw.link.call(makeCall(clock, '/right')))).toContain('/right')
    expect(qa.calls).toHaveLength(1)
  })

  it('does not answer a refused control, whatever it was refused with: two clocks that disagree make no noise', async () => {
    const journals = { kw: new MemoryJournal(clock), qa: new MemoryJournal(clock) }
    let behind = 0
    const late = () => clock() - behind
    const kw = new TestNode(KW, journals.kw, identities, late, echo)
    const qa = new TestNode(QA, journals.qa, identities, clock, echo)
    await kw.link.start()
    await qa.link.start()
    connect(kw, qa)
    connect(qa, kw)
    expect(textOf(await kw.link.call(makeCall(late, '/right')))).toContain('/right')
    behind = 400 * 86_400_000
    const before = await entriesOf(journals.kw)
    await expect(kw.link.call({ ...makeCall(late, '/behind'), deadline: late() + 500 })).rejects.toBeInstanceOf(
      RabtError,
    )
    expect((await entriesOf(journals.kw)) - before).toBeLessThan(6)
    expect(qa.calls).toHaveLength(1)
  })

  it('lets nobody wait longer than was agreed, though the clock was set back before the call was taken', async () => {
    const { kw, qa } = await pair()
    await kw.link.call(makeCall(clock, '/right'))
    qa.alive = false
    const created = clock() + 3_600_000
    const call = { ...makeCall(clock, '/ahead'), created, deadline: created + 300 }
    await expect(kw.link.call(call)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  })

  it('stops a lane whose bytes were altered, keeps what was stored, and says so', async () => {
    const journals = { kw: new MemoryJournal(clock), qa: new MemoryJournal(clock) }
    const kw = new TestNode(KW, journals.kw, identities, clock, echo)
    const qa = new TestNode(QA, journals.qa, identities, clock, echo)
    await kw.link.start()
    await qa.link.start()
    connect(kw, qa, (bytes) => {
      const frame = decodeFrame(bytes)
      if (frame.type !== 'batch') return bytes
      const altered = Buffer.from(frame.batch)
      altered[altered.length >> 1] = (altered[altered.length >> 1] as number) ^ 1
      return encodeFrame({ ...frame, batch: altered })
    })
    connect(qa, kw)
    await expect(kw.link.call({ ...makeCall(clock, '/altered'), deadline: clock() + 500 })).rejects.toBeInstanceOf(
      RabtError,
    )
    expect(qa.calls).toHaveLength(0)
    expect(qa.alarms.join()).toMatch(/LANE_|FRAME_|CBOR_|NOTE_|PEER_/)
  })

  it('says NOT_RUN for a call that was never sent', async () => {
    const { kw, there, back } = await pair()
    there.cut()
    back.cut()
    await expect(kw.link.call({ ...makeCall(clock, '/nowhere'), deadline: clock() + 200 })).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
    })
  })
})
