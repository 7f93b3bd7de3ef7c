import { describe, expect, it } from 'vitest'
import { title } from './text.ts'

describe('a title', () => {
  it.each([
    ['an override', 'خدمة \u202eexe.pdf'],
    ['an isolate', '\u2067خدمة\u2069'],
    ['a mark of direction', 'خدمة\u200f'],
    ['an Arabic letter mark', '\u061cخدمة'],
    ['an embedding', '\u202bخدمة\u202c'],
    ['a zero-width space', 'خد\u200bمة'],
    ['a byte order mark', '\ufeffخدمة'],
    ['a NUL', 'خدمة\u0000'],
    ['a line end', 'خدمة\nثانية'],
    ['half a surrogate pair', 'خدمة\ud800'],
    ['a space at its end', 'خدمة '],
    ['nothing', ''],
  ])('with %s is refused', (_, ar) => {
    expect(title.safeParse({ ar }).success).toBe(false)
    expect(title.safeParse({ ar: 'خدمة', en: ar }).success).toBe(false)
  })

  it('may have ZWNJ and needs no English', () => {
    expect(title.safeParse({ ar: 'خدمة\u200cها' }).success).toBe(true)
  })

  it.each(['fr', 'ar-KW', 'AR', '__proto__', 'constructor'])('is in no other language: %s', (language) => {
    expect(title.safeParse(JSON.parse(`{"ar":"خدمة","${language}":"Service"}`)).success).toBe(false)
  })

  it('needs Arabic', () => {
    expect(title.safeParse({ en: 'Service' }).success).toBe(false)
  })
})
