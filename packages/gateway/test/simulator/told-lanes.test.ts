import {
  Frontier,
  formatCheckpoint,
  formatLine,
  formatNote,
  leafHash,
  type Note,
  parseNote,
  signLane,
} from '@rabt/ledger'
import { type BatchFrame, decodeBatch, decodeFrame, encodeBatch, encodeFrame, sha256 } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { openBatch } from '../../src/link/lane/continuation.ts'
import { KW, keysOf, QA, rawOf } from './identities.ts'
import { alarms, call, tell, timesRun } from './tell.ts'
import type { Tongue, World } from './world.ts'

/** The same batch, with one line of its checkpoint signed by nobody. */
function spoilLine(frame: BatchFrame, at: number): Uint8Array {
  const batch = decodeBatch(frame.batch)
  const note: Note = parseNote(batch.checkpoint)
  const lines = note.lines.map(({ name, keyId, signature }, i) =>
    formatLine(name, keyId, i === at ? Buffer.from(signature).fill(0x55, 20) : signature),
  )
  return encodeFrame({ ...frame, batch: encodeBatch({ ...batch, checkpoint: formatNote(note.body, lines) }) })
}

/** Changes the batches that one side of a link sends. */
function changes(role: 'writer' | 'reader', change: (frame: BatchFrame) => readonly Uint8Array[]): Tongue {
  return {
    says: (_to, said, bytes) => {
      const frame = decodeFrame(bytes)
      return frame.type === 'batch' && said === role ? change(frame) : [bytes]
    },
  }
}

/** Says in its hello that there are no lanes. */
function hides(role: 'writer' | 'reader'): Tongue {
  return {
    says: (_to, said, bytes) => {
      const frame = decodeFrame(bytes)
      return [frame.type === 'hello' && said === role ? encodeFrame({ ...frame, lanes: [] }) : bytes]
    },
  }
}

function heldByQatar(world: World): { size: number; halted: string | null }[] {
  return world.machine(QA).disk.content.lanes.flatMap(({ row }) => (row.own || row.peer !== KW ? [] : [row]))
}

/** KW's lane has its first call; then the batches of another are changed on their way. */
async function secondCall(change: (frame: BatchFrame) => readonly Uint8Array[]): Promise<World> {
  return tell(
    async (w) => {
      call(w)
      await w.run(1_500)
      const [before] = heldByQatar(w)
      expect(before?.size).toBeGreaterThan(0)
      w.tongues.set(KW, changes('writer', change))
      const made = call(w, KW, QA, 2_000)
      await w.run(3_000)
      expect(timesRun(w, made)).toBe(0)
      expect(heldByQatar(w)[0]?.size).toBe(before?.size)
      w.tongues.delete(KW)
    },
    { liar: KW },
  )
}

describe('lanes that are not as they should be', () => {
  it('a batch that its lane key did not sign stops the lane', async () => {
    const world = await secondCall((frame) => [spoilLine(frame, 0)])
    expect(alarms(world, QA)).toContain('link-fault LANE_SIGNATURE')
    expect(heldByQatar(world)[0]?.halted).toBe('LANE_SIGNATURE')
  })

  it('a checkpoint with a line that does not verify stops the lane', async () => {
    const world = await secondCall((frame) => {
      expect(parseNote(decodeBatch(frame.batch).checkpoint).lines).toHaveLength(2)
      return [spoilLine(frame, 1)]
    })
    expect(heldByQatar(world)[0]?.halted).toBe('LANE_SIGNATURE')
  })

  it('a lane that stopped takes nothing more, though it be right', async () => {
    const world = await secondCall((frame) => [spoilLine(frame, 0), encodeFrame(frame)])
    expect(heldByQatar(world)[0]?.halted).toBe('LANE_SIGNATURE')
  })

  it('a lane that does not open with its key is refused', async () => {
    await tell(
      async (w) => {
        const { lane } = keysOf(KW, 0)
        w.tongues.set(
          KW,
          changes('writer', (frame) => {
            const open = openBatch(frame.batch)
            const [, ...entries] = open.batch.entries
            if (open.batch.first > 0 || entries.length === 0) return [encodeFrame(frame)]
            const tree = new Frontier()
            for (const entry of entries) tree.append(leafHash(entry))
            const { origin } = open.checkpoint
            const body = formatCheckpoint(origin, tree.size, tree.root())
            const checkpoint = formatNote(body, [signLane(body, origin, { key: lane, publicKey: rawOf(lane) })])
            return [encodeFrame({ ...frame, batch: encodeBatch({ ...open.batch, entries, checkpoint }) })]
          }),
        )
        const made = call(w, KW, QA, 2_000)
        await w.run(3_000)
        expect(timesRun(w, made)).toBe(0)
        expect(heldByQatar(w)).toMatchObject([{ size: 0, halted: 'LANE_SIGNATURE' }])
        w.tongues.delete(KW)
      },
      { liar: KW },
    )
  })

  it('a peer gives back nothing that its writer never signed', async () => {
    const world = await tell(
      async (w) => {
        call(w)
        await w.run(500)
        const copy = w.machine(KW).disk.snapshot()
        const kept = copy.lanes.find(({ row }) => row.own)?.row
        call(w)
        await w.run(500)
        w.kill(KW)
        await w.run(20)
        w.restore(KW, copy, true)
        w.tongues.set(
          QA,
          changes('reader', (frame) => [spoilLine(frame, 0)]),
        )
        await w.run(5_000)
        expect(w.machine(KW).disk.find(true, kept?.origin ?? '')?.row.size).toBe(kept?.size)
        w.tongues.delete(QA)
      },
      { liar: QA },
    )
    expect(alarms(world, KW)).toContain('link-failed LANE_SIGNATURE')
  })

  it('a peer that hides the lanes it holds is shown its receipt, and they are settled when it says what it holds', async () => {
    const world = await tell(
      async (w) => {
        const made = call(w)
        await w.run(1_000)
        expect(made.state).toBe('answered')
        w.tongues.set(QA, hides('reader'))
        w.kill(KW)
        await w.run(5_000)
        w.tongues.delete(QA)
        w.cut(KW, QA, false)
        await w.run(5_000)
        const [first] = w.machine(KW).disk.content.lanes.filter(({ row }) => row.own)
        expect(first?.row).toMatchObject({ settled: true, halted: null })
      },
      { liar: QA },
    )
    expect(alarms(world, KW)).toContain('PEER_LOST_DATA')
  })

  it('a writer that hides its lanes is told them all the same', async () => {
    const stated: string[] = []
    await tell(
      async (w) => {
        call(w)
        await w.run(1_000)
        const [held] = w.machine(QA).disk.content.lanes.filter(({ row }) => !row.own)
        w.tongues.set(KW, hides('writer'))
        w.tongues.set(QA, {
          says: (_to, role, bytes) => {
            const frame = decodeFrame(bytes)
            if (frame.type === 'hello' && role === 'reader') stated.push(...frame.lanes.map(({ origin }) => origin))
            return [bytes]
          },
        })
        w.kill(KW)
        await w.run(5_000)
        expect(stated).toContain(held?.row.origin)
        w.tongues.clear()
      },
      { liar: KW },
    )
  })

  it('a peer that states another root of an old lane settles nothing', async () => {
    await tell(
      async (w) => {
        call(w)
        await w.run(500)
        w.tongues.set(QA, {
          says: (_to, _role, bytes) => {
            const frame = decodeFrame(bytes)
            if (frame.type === 'receipt') return []
            if (frame.type !== 'hello') return [bytes]
            const lanes = frame.lanes.map((lane) => ({ ...lane, root: sha256(lane.root) }))
            return [encodeFrame({ ...frame, lanes })]
          },
        })
        w.kill(KW)
        await w.run(5_000)
        const [first] = w.machine(KW).disk.content.lanes.filter(({ row }) => row.own)
        expect(first?.row).toMatchObject({ settled: false, halted: 'FORK' })
        expect(w.alarmsOf(KW)).toContainEqual(expect.objectContaining({ code: 'FORK', origin: first?.row.origin }))
        w.tongues.delete(QA)
      },
      { liar: QA },
    )
  })
})
