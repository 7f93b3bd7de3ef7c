import { describe, expect, it } from 'vitest'
import type { Answer, Exchange, OutgoingCall } from '../exchange.ts'
import { CommitWatch, refuseWhileHanging } from './commit-watch.ts'

const exchange: Exchange = { reachable: () => true, call: async () => ({ status: 200 }) as Answer }

function world() {
  let now = 0
  let done = () => {}
  const commits = new CommitWatch(() => now)
  const commit = commits.watch(
    new Promise((resolve) => {
      done = resolve
    }),
  )
  return {
    commits,
    call: () => refuseWhileHanging(exchange, commits).call({} as OutgoingCall),
    pass: (ms: number) => {
      now += ms
    },
    end: async () => {
      done()
      await commit
    },
  }
}

describe('a commit', () => {
  it('that is slow holds up no call; one that hangs has new calls refused, and is told once, until it ends', async () => {
    const { commits, call, pass, end } = world()
    pass(5_000)
    await expect(call()).resolves.toMatchObject({ status: 200 })
    expect(commits.news()).toBe(false)
    pass(1)
    await expect(call()).rejects.toMatchObject({ code: 'LOGGING_FAILED' })
    expect([commits.news(), commits.news()]).toEqual([true, false])
    await end()
    await expect(call()).resolves.toMatchObject({ status: 200 })
  })
})
