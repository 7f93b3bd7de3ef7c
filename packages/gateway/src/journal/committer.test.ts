import { describe, expect, it } from 'vitest'
import { Committer } from './committer.ts'
import type { BatchRow, Flush } from './journal.ts'

const batch = (first: number, count: number): BatchRow => ({
  lane: 1,
  first,
  count,
  root: new Uint8Array(32),
  frontier: new Uint8Array(),
  bytes: new Uint8Array(),
  blobs: [],
})

/** A committer whose turns and waits happen when they are told to. */
function committing() {
  const turns: (() => void)[] = []
  const waits: { readonly ms: number; readonly fn: () => void; cancelled: boolean }[] = []
  const flushes: (readonly number[])[] = []
  const committer = new Committer({
    journal: {
      commit: async ({ batches }: Flush) => {
        flushes.push(batches.map(({ count }) => count))
      },
    },
    turn: (fn) => turns.push(fn),
    after: (ms, fn) => {
      const wait = { ms, fn, cancelled: false }
      waits.push(wait)
      return {
        cancel: () => {
          wait.cancelled = true
        },
      }
    },
    onFailure: (error) => {
      throw error
    },
  })
  /** Turns of the event loop until nothing happens in one. */
  const rest = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; quiet++) {
      const due = turns.splice(0)
      if (due.length > 0) quiet = -1
      for (const fn of due) fn()
      await Promise.resolve()
      await Promise.resolve()
    }
  }
  let next = 0
  const submit = (count: number): void => {
    committer.submit({ batch: batch(next, count) })
    next += count
  }
  return { committer, waits, flushes, rest, submit }
}

describe('committer', () => {
  it('lets a single caller meet no timer', async () => {
    const { flushes, waits, rest, submit } = committing()
    for (let call = 0; call < 3; call++) {
      submit(2)
      await rest()
    }
    expect(flushes).toEqual([[2], [2], [2]])
    expect(waits).toEqual([])
  })

  it('waits a moment after a flush that many filled, and then commits together what has come', async () => {
    const { flushes, waits, rest, submit } = committing()
    submit(9)
    await rest()
    submit(3)
    await rest()
    submit(4)
    await rest()
    expect(flushes).toEqual([[9]])
    expect(waits.map(({ ms }) => ms)).toEqual([2])
    waits[0]?.fn()
    await rest()
    expect(flushes).toEqual([[9], [3, 4]])
    // That one was filled by few: what follows does not wait.
    submit(2)
    await rest()
    expect(flushes).toEqual([[9], [3, 4], [2]])
  })

  it('waits for no more when enough has gathered', async () => {
    const { committer, flushes, waits, rest, submit } = committing()
    let gathered = 0
    committer.addGatherer({
      waiting: () => gathered,
      gather: (enqueue) => {
        if (gathered > 0) enqueue({ batch: batch(100, gathered) })
        gathered = 0
      },
    })
    submit(9)
    await rest()
    gathered = 64
    committer.wake()
    await rest()
    expect(flushes).toEqual([[9], [64]])
    expect(waits[0]?.cancelled).toBe(true)
  })

  it('does not wait when a whole pause has brought nothing', async () => {
    const { flushes, waits, rest, submit } = committing()
    submit(9)
    await rest()
    waits[0]?.fn()
    await rest()
    submit(2)
    await rest()
    expect(flushes).toEqual([[9], [2]])
    expect(waits).toHaveLength(1)
  })
})
