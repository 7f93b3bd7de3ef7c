import { expect, it } from 'vitest'
import { oneAtATime } from './alone.ts'

it('runs acts one after another in their order, also after one that fails', async () => {
  const alone = oneAtATime()
  const said: string[] = []
  const act = (name: string) => async () => {
    said.push(`${name} begins`)
    await null
    said.push(`${name} ends`)
    if (name === 'b') throw new Error(name)
    return name
  }
  const all = await Promise.allSettled([alone(act('a')), alone(act('b')), alone(act('c'))])
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})
