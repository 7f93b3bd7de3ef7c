import { type BlobItem, LIMITS } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { fetchBlobs } from './fetch-blobs.ts'
import type { OpenBatch } from './lane/continuation.ts'
import type { DecodedEntries } from './lane/decode-entries.ts'

const DEADLINE = 10_000
const ITEM = Buffer.from('salt and bytes')
const OPEN = { batch: { first: 7 }, checkpoint: { origin: 'a lane' } } as unknown as OpenBatch
const DECODED = {
  entries: [{ head: { size: 5 }, body: { size: 9 }, deadline: DEADLINE }],
} as unknown as DecodedEntries

/** A writer that answers in turn; time passes only while somebody waits. */
function writer(answers: readonly (BlobItem | undefined)[], connected = (_asked: number) => true) {
  let now = 0
  let asked = 0
  const kernel = {
    clock: () => now,
    timers: {
      now: () => now,
      after: (ms: number, fn: () => void) => {
        now += ms
        queueMicrotask(fn)
        return { cancel: () => undefined }
      },
    },
    fetchBlob: async () => answers[Math.min(asked++, answers.length - 1)],
  }
  const fetched = fetchBlobs(kernel, 'peer', OPEN, DECODED, [ITEM, null], () => connected(asked))
  return fetched.then((blobs) => ({ blobs, asked, now }))
}

describe('the large blobs of a batch', () => {
  it('are fetched, the others are taken as they came', async () => {
    expect(await writer([Buffer.from('body')])).toMatchObject({ blobs: [ITEM, Buffer.from('body')], asked: 1 })
  })

  it('are asked for again while their writer does not answer', async () => {
    expect(await writer([undefined, undefined, ITEM])).toMatchObject({ blobs: [ITEM, ITEM], asked: 3, now: 300 })
  })

  it('are missing when their writer has none, or was silent until the deadline', async () => {
    expect(await writer([null])).toMatchObject({ blobs: [ITEM, null], asked: 1 })
    const silent = await writer([undefined])
    expect(silent.blobs).toEqual([ITEM, null])
    expect(silent.now).toBeLessThan(DEADLINE)
    expect(silent.asked).toBeGreaterThan(5)
  })

  it('are given up when the connection ends, since the batch comes again', async () => {
    expect(await writer([undefined], (asked) => asked < 2)).toMatchObject({ blobs: null, asked: 2 })
  })

  it('are not fetched when they are more than a batch may ask for', async () => {
    const size = LIMITS.largeBlobsBytes / 2 + 1
    const decoded = { entries: [{ head: { size }, body: { size }, deadline: DEADLINE }] } as unknown as DecodedEntries
    let asked = 0
    const fetchBlob = async () => {
      asked++
      return null
    }
    const kernel = { clock: () => 0, timers: { now: () => 0, after: () => ({ cancel: () => undefined }) }, fetchBlob }
    const fetched = fetchBlobs(kernel, 'peer', OPEN, decoded, [null, null], () => true)
    await expect(fetched).rejects.toMatchObject({ code: 'FRAME_LIMIT' })
    expect(asked).toBe(0)
  })

  it('were perhaps erased, which is no reason to ask again', async () => {
    expect(await writer([false])).toMatchObject({ blobs: [ITEM, false], asked: 1 })
  })
})
