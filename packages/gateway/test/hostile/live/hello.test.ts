import { decodeFrame } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { MemoryJournal } from '../../../src/link/testing/memory-journal.ts'
import {
  connect,
  echo,
  FEDERATION,
  KW,
  makeCall,
  makeIdentities,
  QA,
  TestNode,
} from '../../../src/link/testing/world.ts'
import type { Wire } from '../../../src/link/wire.ts'

const clock = (): number => Date.now()
const identities = makeIdentities(clock())

/** Kuwait's lane to Qatar after a call, then a hello of Qatar's that says it holds `size` entries of it. */
async function answerTo(size: (held: number) => number) {
  const kw = new TestNode(KW, new MemoryJournal(clock), identities, clock, echo)
  const qa = new TestNode(QA, new MemoryJournal(clock), identities, clock, echo)
  await kw.link.start()
  await qa.link.start()
  const wires = [connect(kw, qa), connect(qa, kw)]
  await kw.link.call(makeCall(clock, '/x'))
  for (const wire of wires) wire.cut()
  const [lane] = (await kw.journal.lanes()).filter((row) => row.own && row.size > 0)
  if (lane === undefined) throw new Error('no lane')
  const { outbound } = kw.link.peer(QA)
  let closed = false
  let batches = 0
  const wire: Wire = {
    send: (frame) => {
      if (decodeFrame(frame).type === 'batch') batches++
    },
    buffered: 0,
    close: () => {
      closed = true
      outbound.closed(wire)
    },
  }
  outbound.opened(wire)
  const hello = { type: 'hello', versions: { min: 1, max: 1 }, gateway: QA, federation: FEDERATION, run: [] } as const
  const lanes = [{ origin: lane.origin, size: size(lane.size), root: lane.root }]
  outbound.frame(wire, { ...hello, directory: identities.view.version, lanes })
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
  return { closed, batches, alarms: kw.alarms.join() }
}

describe('a hello that states a size of our lane', () => {
  it('in the middle of a batch ends the connection: nothing would ever follow there, and nobody waits for it', async () => {
    expect(await answerTo((held) => held - 1)).toMatchObject({
      closed: true,
      batches: 0,
      alarms: expect.stringMatching(/LANE_SIZE|PEER_LOST_DATA/),
    })
  })

  it('that is right, or that we never reached, gets nothing again: the peer itself gives its lost receipt', async () => {
    expect(await answerTo((held) => held)).toMatchObject({ closed: false, batches: 0 })
    expect((await answerTo((held) => held + 1_000)).batches).toBe(0)
  })
})
