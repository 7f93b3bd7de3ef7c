import { expect, it } from 'vitest'
import { launchBoard } from './gate.ts'
import type { Stage, Subject } from './subjects.ts'

type Rows = { readonly subject: Subject; readonly stage: Stage }[]

/** A database that answers when it is told to. */
function slowReader() {
  const waiting: { readonly resolve: (rows: Rows) => void; readonly reject: (error: Error) => void }[] = []
  return {
    waiting,
    stages: () => new Promise<Rows>((resolve, reject) => waiting.push({ resolve, reject })) as never,
  }
}

it('a request waits for the stages only before they were seen; who looks sees them', async () => {
  let now = 0
  const reader = slowReader()
  const board = launchBoard(reader, () => now)
  const first = board.glance()
  reader.waiting[0]?.resolve([{ subject: 'section/news', stage: 'trial' }])
  await first
  expect(board.stageOf('section/news')).toBe('trial')

  now = 10_000
  await board.glance()
  expect(board.stageOf('section/news')).toBe('trial')
  const looked = board.look()
  expect(reader.waiting).toHaveLength(2)
  reader.waiting[1]?.resolve([{ subject: 'section/news', stage: 'live' }])
  await looked
  expect(board.stageOf('section/news')).toBe('live')
})

it('what was seen last holds while the database fails; before that nothing is shown, and the failure is told', async () => {
  let now = 0
  const reader = slowReader()
  const board = launchBoard(reader, () => now)
  const first = board.glance()
  reader.waiting[0]?.reject(new Error('down'))
  await expect(first).rejects.toThrow('down')
  expect(board.stageOf('section/news')).toBe('draft')
  const second = board.look()
  reader.waiting[1]?.resolve([{ subject: 'section/news', stage: 'live' }])
  await second
  now = 10_000
  const third = board.look()
  reader.waiting[2]?.reject(new Error('down'))
  await third
  expect(board.stageOf('section/news')).toBe('live')
})
