import { describe, expect, it } from 'vitest'
import { OneUseWords } from './words.ts'

const LIFE_MS = 60_000

function open() {
  const time = { now: 1_000_000 }
  return { time, words: new OneUseWords(() => time.now, LIFE_MS) }
}

describe('a word for one use', () => {
  it('is good once, to the last moment of its life', () => {
    const { time, words } = open()
    const [first, second, third] = [words.next(), words.next(), words.next()]
    expect(Buffer.from(first.word, 'base64url')).toHaveLength(32)
    expect(first.expires).toBe(time.now + LIFE_MS)
    expect([words.use(first.word), words.use(first.word)]).toEqual([true, false])
    time.now = second.expires
    expect(words.use(second.word)).toBe(true)
    time.now += 1
    expect(words.use(third.word)).toBe(false)
    // What was used is forgotten only when it is not good any more.
    words.use(words.next().word)
    expect([words.use(first.word), words.use(second.word)]).toEqual([false, false])
  })

  it('is of the place that gave it, unchanged, in one spelling', () => {
    const { words } = open()
    const { word } = words.next()
    const bytes = Buffer.from(word, 'base64url')
    const later = Buffer.from(bytes)
    later[0] = 0xff
    const made = [open().words.next().word, later.toString('base64url'), `${word}=`, `${word}A`, `${word} `, '', 'x']
    for (const other of [...made, bytes.subarray(1).toString('base64url'), Buffer.alloc(32).toString('base64url')]) {
      expect(words.use(other)).toBe(false)
    }
    expect(words.use(word)).toBe(true)
  })
})
