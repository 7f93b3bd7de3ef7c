import { describe, expect, it } from 'vitest'
import { title } from './text.ts'

describe('a title', () => {
  it.each([
    ['an override', 'خدمة \u202eexe.pdf'],
    ['an isolate', '\u2067خدمة\u2069'],
    ['a zero-width space', 'خد\u200bمة'],
    ['a byte order mark', '\ufeffخدمة'],
    ['a NUL', 'خدمة\u0000'],
    ['a line end', 'خدمة\nثانية'],
    ['half a surrogate pair', 'خدمة\ud800'],
    ['a space at its end', 'خدمة '],
    ['nothing', ''],
  ])('with %s is refused', (_, ar) => {
    expect(title.safeParse({ ar }).success).toBe(false)
  })

  it('may have ZWNJ and needs no English', () => {
    expect(title.safeParse({ ar: 'خدمة\u200cها' }).success).toBe(true)
  })

  it('needs Arabic', () => {
    expect(title.safeParse({ en: 'Service' }).success).toBe(false)
  })
})
