import { Frontier, leafHash, parseCheckpoint, parseNote, verifyLane } from '@rabt/ledger'
import { decodeBatch, decodeFrame, encodeFrame } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { openBatch } from '../../src/link/lane/continuation.ts'
import { AE, KW, keysOf, publicOf, QA, rawOf } from './identities.ts'
import { ENTRY_LIES, type SEAL_LIES } from './liar.ts'
import { openStored } from './opened.ts'
import { alarms, call, tell, timesRun } from './tell.ts'
import { alsoSays, falsely, liarOf, refusals } from './tell-lies.ts'
import type { World } from './world.ts'

const ENTRY_CODES: Readonly<Record<string, string>> = {
  'back-dated': 'CLOCK_SKEW',
  'forward-dated': 'CLOCK_SKEW',
  'past its deadline': 'DEADLINE_PASSED',
  'too long a life': 'CLOCK_SKEW',
  'of a foreign member': 'SEAL_MISSING',
  'of a system that is not registered': 'NOT_REGISTERED',
  'to nobody': 'UNKNOWN_MEMBER',
  'of a kind not acted on': 'UPGRADE_NEEDED',
  'without a head': 'ENTRY_UNDECODABLE',
  'with a body that is not there': 'BLOB_MISMATCH',
  'of another directory': 'DIRECTORY_INVALID',
  'of a directory to come': 'DIRECTORY_AHEAD',
}

const SEAL_CODES: Readonly<Record<(typeof SEAL_LIES)[number], string>> = {
  none: 'SEAL_MISSING',
  'foreign key': 'CERTIFICATE_INVALID',
  'other leaves': 'SEAL_INVALID',
  'not listed': 'SEAL_MISSING',
  broken: 'SEAL_INVALID',
}

async function falseRequest(how: { entry?: string; seal?: (typeof SEAL_LIES)[number] }): Promise<World> {
  return tell(
    async (w) => {
      w.tongues.set(KW, falsely(how))
      call(w)
      await w.run(12_000)
      // What was falsified may bear another id than the call.
      expect(w.checks.executions.size).toBe(0)
      expect(w.machine(QA).disk.content.lanes.some(({ row }) => !row.own && row.size > 1)).toBe(true)
    },
    { liar: KW },
  )
}

describe('lies with valid keys', () => {
  it.each(Object.entries(ENTRY_CODES))('a request %s is stored, refused with %s, and not run', async (entry, code) => {
    expect(Object.keys(ENTRY_LIES)).toContain(entry)
    expect(refusals(await falseRequest({ entry }))).toContain(code)
  })

  it('bytes that are no entry are stored and counted, and a batch of nothing else is not answered', async () => {
    const world = await falseRequest({ entry: 'of bytes' })
    expect(refusals(world)).toEqual([])
  })

  it.each(Object.entries(SEAL_CODES))('a seal that is "%s" refuses its entries with %s', async (seal, code) => {
    expect(refusals(await falseRequest({ seal: seal as (typeof SEAL_LIES)[number] }))).toContain(code)
  })

  it('two checkpoints of one size are kept as proof, and the lane stops', async () => {
    const liar = liarOf(KW)
    const world = await tell(
      async (w) => {
        call(w)
        await w.run(500)
        w.tongues.set(
          KW,
          alsoSays('batch', (bytes) => {
            const frame = decodeFrame(bytes)
            return frame.type === 'batch' ? [liar.twin(frame)] : []
          }),
        )
        call(w)
        await w.run(500)
        w.tongues.delete(KW)
      },
      { liar: KW },
    )
    const alarm = world.alarmsOf(QA).find(({ code }) => code === 'FORK')
    const [mine, theirs] = (JSON.parse(Buffer.from(alarm?.proof ?? []).toString()) as string[]).map((note) =>
      parseNote(note),
    )
    if (!mine || !theirs) throw new Error('no proof')
    const [one, other] = [parseCheckpoint(mine.body), parseCheckpoint(theirs.body)]
    expect(one.size).toBe(other.size)
    expect(one.root.equals(other.root)).toBe(false)
    const { lane } = keysOf(KW, 0)
    for (const note of [mine, theirs]) verifyLane(note, one.origin, rawOf(lane), publicOf(lane))
    expect(world.machine(QA).disk.find(false, one.origin)?.row.halted).toBe('FORK')
  })

  it('altered bytes stop their lane alone: other peers do not notice', async () => {
    const world = await tell(
      async (w) => {
        w.tongues.set(AE, {
          says: (_to, _role, bytes) => {
            const frame = decodeFrame(bytes)
            if (frame.type !== 'batch') return [bytes]
            const batch = Buffer.from(frame.batch)
            batch[20] = (batch[20] as number) ^ 1
            return [encodeFrame({ ...frame, batch })]
          },
        })
        const bad = call(w, AE, QA, 2_000)
        const good = Array.from({ length: 10 }, () => call(w, KW, QA, 1_000))
        await w.run(3_000)
        expect(good.map(({ state }) => state)).toEqual(good.map(() => 'answered'))
        expect(timesRun(w, bad)).toBe(0)
      },
      { gateways: 3, liar: AE },
    )
    expect(alarms(world, KW).filter((alarm) => !alarm.startsWith('peer-fault'))).not.toContain('link-fault')
  })

  it('a peer that says without showing it that a later run exists ends no run', async () => {
    const world = await tell(
      async (w) => {
        w.tongues.set(
          AE,
          alsoSays('hello', () => [encodeFrame({ type: 'fault', code: 'LANE_FENCED', message: 'x', origin: null })]),
        )
        w.cut(AE, KW, false)
        await w.run(5_000)
        expect(w.machine(KW).runs).toHaveLength(1)
        expect(w.machine(KW).current()?.link.run[0]?.slot).toBe('1')
      },
      { gateways: 3, liar: AE },
    )
    expect(alarms(world, KW)).toContain('peer-fault LANE_FENCED')
  })

  it('a peer that says without showing it that data was lost costs only its own requests', async () => {
    const world = await tell(
      async (w) => {
        w.tongues.set(
          AE,
          alsoSays('hello', () => [encodeFrame({ type: 'fault', code: 'PEER_LOST_DATA', message: '', origin: null })]),
        )
        w.cut(AE, QA, false)
        const before = call(w, KW, QA)
        await w.run(5_000)
        expect(before.state).toBe('answered')
        const after = call(w, KW, QA)
        await w.run(500)
        expect(after.state).toBe('answered')
      },
      { gateways: 3, liar: AE },
    )
    expect(alarms(world, QA)).not.toContain('journal-restored')
  })

  it.each([
    ['of another size', (size: number, line: string) => ({ size: size + 2, line })],
    ['that nobody signed', (size: number, line: string) => ({ size, line: line.replace(/.{6}$/, 'AAAAA=') })],
  ])('a receipt %s counts for nothing', async (_name, change) => {
    await tell(
      async (w) => {
        w.tongues.set(QA, {
          says: (_to, _role, bytes) => {
            const frame = decodeFrame(bytes)
            return frame.type === 'receipt' ? [encodeFrame({ ...frame, ...change(frame.size, frame.line) })] : [bytes]
          },
        })
        call(w)
        await w.run(2_000)
        expect(
          w.machine(KW).disk.content.receipts.filter(({ lane }) => w.machine(KW).disk.content.lanes[lane - 1]?.row.own),
        ).toEqual([])
        w.tongues.delete(QA)
      },
      { liar: QA },
    )
  })

  it('a receipt said again after a backup was put back settles no lane that the peer holds more of', async () => {
    const said: Uint8Array[] = []
    // It gives nothing back at first: only its old receipts speak.
    let keeping = false
    const world = await tell(
      async (w) => {
        w.tongues.set(QA, {
          says: (_to, role, bytes) => {
            const { type } = decodeFrame(bytes)
            if (type === 'receipt') said.push(bytes)
            if (keeping && type === 'batch' && role === 'reader') return []
            return type === 'hello' && role === 'reader' ? [bytes, ...said] : [bytes]
          },
        })
        call(w)
        await w.run(500)
        const copy = w.machine(KW).disk.snapshot()
        call(w)
        await w.run(500)
        w.kill(KW)
        await w.run(20)
        w.restore(KW, copy, true)
        keeping = true
        await w.run(5_000)
        keeping = false
        w.cut(KW, QA, false)
        await w.run(8_000)
      },
      { liar: QA },
    )
    const own = world.machine(KW).disk.content.lanes.filter(({ row }) => row.own)
    const named = own
      .flatMap(({ batches }) => batches.flatMap(({ bytes }) => openStored(bytes).entries))
      .flatMap((entry) => (entry?.control?.name === 'settled' ? entry.control.lanes : []))
    expect(named.length).toBeGreaterThan(0)
    for (const { origin, size } of named) expect(size).toBe(world.machine(QA).disk.find(false, origin)?.row.size)
  })

  it('a head or body that is not what its entry says is refused, and its request not run', async () => {
    const world = await tell(
      async (w) => {
        w.tongues.set(KW, {
          says: (_to, role, bytes) => {
            const frame = decodeFrame(bytes)
            if (frame.type !== 'batch' || role !== 'writer') return [bytes]
            const blobs = frame.blobs.map((blob) => (blob ? Buffer.from(blob).fill(0x41, 40) : blob))
            return [encodeFrame({ ...frame, blobs })]
          },
        })
        const made = call(w)
        await w.run(2_000)
        expect(made.code).toBe('BLOB_MISMATCH')
        expect(timesRun(w, made)).toBe(0)
        w.tongues.delete(KW)
      },
      { liar: KW },
    )
    expect(refusals(world)).toContain('BLOB_MISMATCH')
  })

  it('an answer to another question does not reach its caller', async () => {
    await tell(
      async (w) => {
        const liar = liarOf(QA)
        const frontier = new Frontier()
        w.tongues.set(QA, {
          says: (_to, role, bytes) => {
            const frame = decodeFrame(bytes)
            if (frame.type !== 'batch' || role !== 'writer') return [bytes]
            if (openBatch(frame.batch).batch.first !== frontier.size) return [bytes]
            return [liar.falsified(frame, frontier, true, { entry: 'answering with another leaf' })]
          },
        })
        const made = call(w)
        await w.run(6_000)
        expect(made.code).toBe('INCONSISTENT_RESPONSE')
      },
      { liar: QA },
    )
  })

  it('a gateway that was not asked cannot end a call to another, even if it knows the request to the byte', async () => {
    await tell(
      async (w) => {
        const made = call(w)
        await w.run(200)
        const held = w.machine(KW).disk.content.lanes.find(({ row }) => row.own && row.peer === QA)
        const batch = held?.batches.at(-1)
        if (!held || !batch) throw new Error('the request is not stored')
        const stranger = w.machine(AE).current()?.link.peer(KW)
        for (const [at, entry] of decodeBatch(batch.bytes).entries.entries()) {
          const correlation = { origin: held.row.origin, index: batch.first + at, leaf: leafHash(entry) }
          // Not awaited: the world stands still meanwhile.
          stranger?.control({ name: 'outcome', code: 'NOT_RUN' }, { correlation }).catch(w.checks.raise)
        }
        await w.run(3_000)
        expect(made.state).toBe('answered')
      },
      { gateways: 3, liar: AE, services: { never: 0, fails: 0, ms: [500, 501] } },
    )
  })
})
