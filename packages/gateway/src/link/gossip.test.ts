import { encodeFrame, LIMITS, RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { MemoryJournal } from './testing/memory-journal.ts'
import { connect, echo, KW, makeCall, makeIdentities, QA, TestNode, textOf } from './testing/world.ts'
import { ToldRevocations } from './told-revocations.ts'

const clock = () => Date.now()
const identities = makeIdentities(clock())
const document = (text: string) => Buffer.from(text)

async function pair(answer = echo) {
  const kw = new TestNode(KW, new MemoryJournal(clock), identities, clock, echo)
  const qa = new TestNode(QA, new MemoryJournal(clock), identities, clock, answer)
  await kw.link.start()
  await qa.link.start()
  return { kw, qa }
}

// docs/spec/revocation.md §4
describe('a revocation over the link', () => {
  it('in force is told once hello is done, in both directions of a connection', async () => {
    const { kw, qa } = await pair()
    kw.inForce.push(document('of KW'))
    qa.inForce.push(document('of QA'))
    connect(kw, qa)
    await expect.poll(() => [kw.heard, qa.heard]).toEqual([[told('of QA', QA)], [told('of KW', KW)]])
  })

  it('that is new is passed on to every linked peer but the one that told it', async () => {
    const { kw, qa } = await pair()
    connect(kw, qa)
    await expect.poll(() => kw.link.peer(QA).inbound.ready || qa.link.peer(KW).inbound.ready).toBe(true)
    kw.link.passOn(document('new'), null)
    kw.link.passOn(document('known there'), QA)
    await expect.poll(() => qa.heard).toEqual([told('new', KW)])
    connect(qa, kw)
    expect(textOf(await kw.link.call(makeCall(clock, '/after')))).toContain('/after')
    expect(qa.heard).toEqual([told('new', KW)])
    expect([kw.alarms, qa.alarms]).toEqual([[], []])
  })

  it('before hello ends the connection', async () => {
    const { kw, qa } = await pair()
    const sent: Uint8Array[] = []
    const closed: boolean[] = []
    const wire = {
      send: (frame: Uint8Array) => void sent.push(frame),
      buffered: 0,
      close: () => void closed.push(true),
    }
    const { inbound, outbound } = qa.link.peer(KW)
    inbound.opened(wire)
    inbound.frame(wire, { type: 'revocation', document: document('early') })
    expect(closed).toEqual([true])
    outbound.opened(wire)
    expect(() => outbound.frame(wire, { type: 'revocation', document: document('early') })).toThrow(RabtError)
    expect([kw.heard, qa.heard]).toEqual([[], []])
  })

  it('beyond its bound is no frame', () => {
    const bytes = new Uint8Array(LIMITS.revocationBytes + 1)
    expect(() => encodeFrame({ type: 'revocation', document: bytes })).toThrow(RabtError)
  })
})

// docs/spec/revocation.md §3: a call that waits for it MUST end then.
describe('a gateway that is cut off', () => {
  it('is not sent what has not left yet: that call is NOT_RUN', async () => {
    const { kw, qa } = await pair()
    connect(kw, qa)
    connect(qa, kw)
    await kw.link.call(makeCall(clock, '/before'))
    const call = kw.link.call({ ...makeCall(clock, '/held'), deadline: clock() + 60_000 })
    const told = expect(call).rejects.toMatchObject({ code: 'NOT_RUN' })
    // Batches are composed in a later turn of the loop: after these, the call waits in its lane.
    for (let turn = 0; turn < 50 && kw.link.waiting === 0; turn++) await null
    kw.link.cut(QA)
    await told
    expect(qa.calls).toHaveLength(1)
  })

  it('leaves no caller waiting: what was sent is OUTCOME_UNKNOWN at once', async () => {
    const { kw, qa } = await pair(() => new Promise(() => {}))
    connect(kw, qa)
    connect(qa, kw)
    const call = kw.link.call({ ...makeCall(clock, '/under-way'), deadline: clock() + 60_000 })
    await expect.poll(() => qa.calls.length).toBe(1)
    kw.link.cut(QA)
    await expect(call).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(kw.link.waiting).toBe(0)
  })

  it('costs calls to others nothing', async () => {
    const { kw, qa } = await pair()
    connect(kw, qa)
    connect(qa, kw)
    const call = kw.link.call(makeCall(clock, '/other'))
    kw.link.cut('SA/GOV/EGOV/gw1')
    expect(textOf(await call)).toContain('/other')
  })
})

describe('what one peer tells', () => {
  const listen = (hear: (document: Uint8Array) => void) => {
    let now = 0
    const alarms: string[] = []
    const taker = new ToldRevocations(
      {
        revocations: { inForce: () => [], hear },
        timers: { now: () => now, after: () => ({ cancel: () => {} }) },
        log: { event: () => {}, alarm: (name, detail) => void alarms.push(`${name} ${detail.code ?? ''}`) },
      },
      QA,
    )
    const pass = (ms: number) => {
      now += ms
    }
    return { alarms, tell: () => taker.take(document('x')), pass }
  }

  it('is bounded: a flood is not even looked at, and what comes at an honest pace after it is', () => {
    let heard = 0
    const { tell, pass, alarms } = listen(() => void heard++)
    for (let i = 0; i < 1_100; i++) tell()
    expect(heard).toBe(1_024)
    expect(new Set(alarms)).toEqual(new Set(['revocation-flood ']))
    pass(1_000)
    for (let i = 0; i < 100; i++) tell()
    expect(heard).toBe(1_040)
  })

  it('and does not hold is an alarm; what is over is none, since a peer may be behind', () => {
    const codes = ['REVOCATION_INVALID', 'REVOCATION_OVER'] as const
    const refused = codes.map((code) => {
      const { tell, alarms } = listen(() => {
        throw new RabtError(code, { reason: 'said' })
      })
      tell()
      return alarms
    })
    expect(refused).toEqual([['revocation-refused REVOCATION_INVALID'], []])
  })
})

const told = (text: string, peer: string) => ({ document: text, peer })
