import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise } from './normalise.ts'

describe('one spelling', () => {
  it.each([
    ['marks', 'مُحَمَّدٌ', 'محمد'],
    ['tatweel', 'خـــدمة', 'خدمه'],
    ['forms of alef', 'أإآٱا', 'ااااا'],
    ['alef maqsura', 'المدنى', 'المدني'],
    ['ta marbuta', 'حكومة', 'حكومه'],
    ['hamza on its carriers', 'مؤسسة شئون', 'موسسه شيون'],
    ['a hamza of its own', 'كهرباء', 'كهربا'],
    ['Persian and Urdu letters', 'کویتی ہویہ', 'كويتي هويه'],
    ["letters of the Gulf's speech", 'چيك گهوه پاسپورت ڤيزا', 'جيك كهوه باسبورت فيزا'],
    ['Arabic digits', '٢٠١٥', '2015'],
    ['Persian digits', '۲۰۱۵', '2015'],
    ['digits of other scripts', '२०१५ ２０１５ 𝟚𝟘𝟙𝟝', '2015 2015 2015'],
    ['presentation forms and ligatures', 'ﻻﺋﺤﺔ', 'لايحه'],
    ['bidi controls', '\u202bخد\u200fمة\u202c', 'خدمه'],
    ['a joiner', 'خدمة\u200cها', 'خدمهها'],
    ['the ending of an adverb', 'مجانًا إلكترونيًّا', 'مجان الكتروني'],
    ['case and accents', 'CAFÉ Straße', 'cafe strasse'],
    ['punctuation', '«رخصة»، (قيادة)؛ e-Government!', 'رخصه قياده e government'],
    ['lines and tabs', 'رخصة\n\tقيادة', 'رخصه قياده'],
    ['NUL and half a pair', 'رخ\u0000صة\ud800', 'رخصه'],
  ])('takes away %s', (_, written, normal) => {
    expect(normalise(written)).toBe(normal)
  })

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 }).map((units) => String.fromCharCode(...units)),
    fc.array(fc.integer({ min: 0x600, max: 0x6ff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  )

  it('is the same twice as once, of any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normalise(text)
        expect(normalise(once)).toBe(once)
        expect(once).toMatch(/^(?:[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)?$/u)
      }),
      { numRuns: 2_000 },
    )
  })
})
