import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stem } from './stem.ts'
import { termsOf } from './terms.ts'
import { tokens } from './tokens.ts'

const stems = (text: string) => tokens(text, 50).map(stem)

describe('a stem', () => {
  it.each([
    ['البلديات بلدية البلدي'],
    ['والخدمات للخدمات خدمة خدمات بالخدمة'],
    ['إلكتروني الإلكترونية الكترونيه إلكترونيًا والإلكترونيات بالكتروني'],
    ['مواطن المواطنين مواطنون للمواطنين مواطنة'],
    ['سيارة سيارات سيارتي سيارتها السيارتين'],
    ['إعلان الإعلانات إعلانية'],
    ['قانون قانوني القانونية'],
    ['تأمين التأمينات'],
    ['التزام الالتزام الالتزامات'],
    ['إحصاء إحصائية الإحصاءات إحصائيات'],
    ['كهرباء الكهربائية كهربائي'],
    ['كويتي الكويت كويتيين بالكويت'],
    ['والدين الوالدين'],
    ['الحج حج'],
    ['امتحان الامتحانات'],
    ['renew renewing'],
    ['company companies'],
    ['license licenses licensing'],
    ['organisation organization organisations'],
    ['labour labor'],
    ['taxes tax'],
  ])('is one for %s', (words) => {
    expect([...new Set(stems(words))]).toHaveLength(1)
  })

  it.each([
    ['إلى', 'لي'],
    ['ألعاب', 'عاب'],
    ['بلدية', 'لديه'],
    ['وزارة', 'زارة'],
    ['status', 'statu'],
  ])('keeps %s from %s', (whole, cut) => {
    expect(stems(whole)).not.toEqual(stems(cut))
  })

  it('is of the rest too where only the rest is a word: after و, ف, ب, ك, ل', () => {
    const terms = (word: string) => tokens(word, 1).flatMap(termsOf)
    expect(terms('لتجديد')).toContain('تجديد')
    expect(terms('وبرخصة')).toContain('رخص')
    expect(terms('للجنة')).toContain('لجن')
    expect(terms('وفاة')).toEqual(['وفا'])
    expect(terms('بلدية')).toEqual(['بلد'])
  })

  it('is something for every word, and never longer than it', () => {
    const letters = fc.array(fc.integer({ min: 0x621, max: 0x64a }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(letters, (units) => {
        for (const token of tokens(String.fromCharCode(...units), 5)) {
          expect(stem(token).length).toBeGreaterThan(0)
          expect(stem(token).length).toBeLessThanOrEqual(token.word.length)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('words of a text', () => {
  it('are parted where the script changes, and bounded', () => {
    expect(tokens('الـPDF لعام 2015م', 9).map(({ word }) => word)).toEqual(['ال', 'pdf', 'لعام', '2015', 'م'])
    expect(tokens('كلمة '.repeat(10_000), 12)).toHaveLength(12)
    expect(tokens('ا'.repeat(10_000), 12)[0]?.word).toHaveLength(40)
  })
})
