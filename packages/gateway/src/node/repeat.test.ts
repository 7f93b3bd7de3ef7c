import { expect, it } from 'vitest'
import { caught, repeat } from './repeat.ts'

/** Timers that the test lets run: `next` runs the oldest, and what follows from it. */
function makeTimers() {
  const due: { readonly ms: number; readonly fn: () => void }[] = []
  const after = (ms: number, fn: () => void) => {
    const timer = { ms, fn }
    due.push(timer)
    return { cancel: () => void due.splice(due.indexOf(timer), 1) }
  }
  const next = async () => {
    due.shift()?.fn()
    await new Promise(setImmediate)
  }
  return { due, after, next }
}

it.each([
  ['throws', () => expectedly()],
  ['rejects', async () => expectedly()],
])('a look that %s is told, at the start and later, and comes again', async (_, fn) => {
  const told: string[] = []
  const { due, after, next } = makeTimers()
  const look = caught(fn, (error) => told.push(String(error)))
  await look()
  repeat(after, 600, look)
  await next()
  await next()
  expect(told).toEqual(['Error: no directory', 'Error: no directory', 'Error: no directory'])
  expect(due.map(({ ms }) => ms)).toEqual([600])
})

function expectedly(): never {
  throw new Error('no directory')
}
