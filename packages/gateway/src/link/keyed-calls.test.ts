import { describe, expect, it } from 'vitest'
import { MemoryJournal } from './testing/memory-journal.ts'
import { connect, echo, KW, makeCall, makeIdentities, QA, TestNode } from './testing/world.ts'

const clock = () => Date.now()
const identities = makeIdentities(clock())
const gone = async () => Promise.reject(new Error('database does not answer'))
const keyed = (text: string) => ({
  ...makeCall(clock, text),
  idempotency: { key: text, fingerprint: new Uint8Array(32) },
})

async function pair() {
  const kw = new TestNode(KW, new MemoryJournal(clock), identities, clock, echo)
  const qa = new TestNode(QA, new MemoryJournal(clock), identities, clock, echo)
  await kw.link.start()
  await qa.link.start()
  connect(kw, qa)
  connect(qa, kw)
  return { kw, qa }
}

describe('a call with an Idempotency-Key', () => {
  it('whose key cannot be made durable is not sent, and its caller is told why', async () => {
    const { kw, qa } = await pair()
    kw.keys = { ...kw.keys, claim: gone }
    await expect(kw.link.call(keyed('/claim'))).rejects.toMatchObject({ code: 'LOGGING_FAILED' })
    expect(qa.calls).toEqual([])
  })

  it('that did not run is told so, also when its key cannot be freed', async () => {
    const { kw } = await pair()
    kw.keys = { ...kw.keys, release: gone }
    const call = { ...keyed('/release'), consumer: 'KW/GOV/NOBODY/x' }
    await expect(kw.link.call(call)).rejects.toMatchObject({ code: 'CANNOT_SIGN' })
    expect(kw.alarms).toEqual([expect.stringContaining('idempotency-not-released')])
  })

  it('that was made before and cannot be looked up has an unknown outcome', async () => {
    const { kw, qa } = await pair()
    kw.keys = {
      ...kw.keys,
      claim: async () => ({ claimed: false, tag: new Uint8Array(32), id: new Uint8Array(16), sameRequest: true }),
      recall: gone,
    }
    await expect(kw.link.call(keyed('/again'))).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(qa.calls).toEqual([])
  })
})
