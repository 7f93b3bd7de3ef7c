import { Frontier, leafHash } from '@rabt/ledger'
import { decodeBatch, decodeFrame } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { openBatch } from '../../src/link/lane/continuation.ts'
import { AE, KW, keysOf, QA } from './identities.ts'
import { Liar, type SEAL_LIES } from './liar.ts'
import { Prng } from './prng.ts'
import { call, tell } from './tell.ts'
import type { Tongue } from './world.ts'

interface Lie {
  readonly entry?: string
  readonly seal?: (typeof SEAL_LIES)[number]
}

/** QA's answers, each falsified and its lane signed again. */
function answering(how: Lie): Tongue {
  const weather = { damage: 0, falsify: 0, hello: 0, receipts: 0, flood: 0 }
  const liar = new Liar({ gateway: QA, keys: () => keysOf(QA, 0), prng: new Prng(7), weather, note: () => {} })
  const frontier = new Frontier()
  return {
    says: (_to, role, bytes) => {
      const frame = decodeFrame(bytes)
      if (frame.type !== 'batch' || role !== 'writer' || openBatch(frame.batch).batch.first !== frontier.size)
        return [bytes]
      return [liar.falsified(frame, frontier, true, how)]
    },
  }
}

const LIES: readonly (readonly [string, Lie])[] = [
  ['CLOCK_SKEW', { entry: 'back-dated' }],
  ['CLOCK_SKEW', { entry: 'forward-dated' }],
  ['UNKNOWN_MEMBER', { entry: 'to nobody' }],
  ['BLOB_MISMATCH', { entry: 'without a head' }],
  ['DIRECTORY_INVALID', { entry: 'of another directory' }],
  ['SEAL_MISSING', { seal: 'none' }],
  ['SEAL_INVALID', { seal: 'broken' }],
  ['CERTIFICATE_INVALID', { seal: 'foreign key' }],
]

describe('an answer that is refused', () => {
  it.each(LIES)('with %s (%j) ends its call at once with OUTCOME_UNKNOWN: it ran, or may have', async (code, how) => {
    const world = await tell(
      async (w) => {
        w.tongues.set(QA, answering(how))
        const made = call(w, KW, QA, 60_000)
        await w.run(1_000)
        expect([made.state, made.code]).toEqual(['unknown', 'OUTCOME_UNKNOWN'])
        w.tongues.delete(QA)
      },
      { liar: QA },
    )
    const refused = world.checks.notes.filter((note) => note.includes('KW#1 entry-refused'))
    expect(refused.some((note) => note.endsWith(code))).toBe(true)
  })

  it('ends no call whose request it does not name to the byte', async () => {
    await tell(
      async (w) => {
        w.tongues.set(QA, answering({ entry: 'answering with another leaf', seal: 'broken' }))
        const made = call(w, KW, QA, 2_000)
        await w.run(1_000)
        expect(w.checks.notes.some((note) => /KW#1 entry-refused .*SEAL_INVALID/.test(note))).toBe(true)
        expect(made.state).toBe('waiting')
        await w.run(2_000)
        expect(made.code).toBe('OUTCOME_UNKNOWN')
        w.tongues.delete(QA)
      },
      { liar: QA },
    )
  })

  it('of a gateway that was not asked ends no call to another, even if it knows the request to the byte', async () => {
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
          // Refused, since it is addressed to somebody else. Not awaited: the world stands still meanwhile.
          stranger?.control({ name: 'outcome', code: 'NOT_RUN' }, { correlation, receiver: QA }).catch(w.checks.raise)
        }
        await w.run(200)
        expect(
          w.machine(KW).disk.content.lanes.find(({ row }) => !row.own && row.peer === AE)?.row.size,
        ).toBeGreaterThan(1)
        await w.run(3_000)
        expect(made.state).toBe('answered')
      },
      { gateways: 3, liar: AE, services: { never: 0, fails: 0, ms: [500, 501] } },
    )
  })
})
