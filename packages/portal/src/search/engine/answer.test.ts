import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexOf } from '../testing/index-of.ts'
import { CONCEPTS } from '../words/concepts.ts'
import { answer, type Question } from './answer.ts'

const OTHERS = { x1: 'تصريح دفن', x2: 'طلب كفالة', x3: 'حجز موعد', x4: 'مكافحة حشرات', x5: 'فاتورة' }
const ask = (index: ReturnType<typeof indexOf>, q: string, more: Partial<Question> = {}) =>
  answer(index, { q, lang: 'ar', ...more }, 0)
const slugs = (found: ReturnType<typeof ask>) => found.items.map(({ id }) => id.split('/')[2])

describe('words that mean one thing', () => {
  it.each([
    ['المدني', 'المدنى'],
    ['للخدمات', 'خدمات'],
    ['والخدمات', 'خدمة'],
    ['الحكومة الإلكترونية', 'حكومه الكترونيه'],
    ['تراخيص', 'ترخيص'],
    ['بلدية', 'البلديات'],
    ['رُخَص', 'رخصة'],
    ['مُحَمَّد', 'محمد'],
    ['٢٠١٥', '2015'],
    ['رخصة قيادة', 'ليسن'],
    ['تجديد جواز السفر', 'أبغى اجدد جوازي'],
    ['وزارة الداخلية', 'الوزارة'],
    ['محاكم', 'محكمة'],
    ['مركبات', 'سيارتي'],
    ['صندوق بريد', 'البريد'],
  ])('%s is found by %s, and the other way', (stored, typed) => {
    for (const [a, b] of [
      [stored, typed],
      [typed, stored],
    ] as const) {
      expect(slugs(ask(indexOf({ ...OTHERS, it: a }), b))[0]).toBe('it')
    }
  })

  it('are found across the languages, and it is said', () => {
    const index = indexOf({ ...OTHERS, it: 'تجديد رخصة القيادة' })
    const bridged = ask(index, 'renew driving licence')
    expect(bridged.bridged).toBe(true)
    expect(slugs(bridged)[0]).toBe('it')
    const english = indexOf({ ...OTHERS, it: ['خ', 'Renew a passport'] })
    expect(slugs(ask(english, 'تجديد الجوازات'))[0]).toBe('it')
    expect(ask(index, 'تجديد رخصة القيادة').bridged).toBeUndefined()
  })

  it('are in at least 300 groups', () => {
    expect(CONCEPTS).toBeGreaterThanOrEqual(300)
  })
})

describe('order', () => {
  it('has the very title first, then titles with more of the words and less else', () => {
    const index = indexOf({
      ...OTHERS,
      longer: 'بدل فاقد أو تالف لرخصة القيادة في مراكز الخدمة',
      other: 'رخصة محل',
      very: 'رخصة القيادة',
    })
    expect(slugs(ask(index, 'رخصة القيادة')).slice(0, 2)).toEqual(['very', 'longer'])
  })

  it('prefers a state that is named, in whatever form', () => {
    const title = 'الاستعلام عن المخالفات المرورية'
    const index = indexOf({ ...OTHERS, 'KW/v': title, 'QA/v': title, 'OM/v': title, 'BH/v': title })
    expect(ask(index, 'مخالفة مرورية في قطر').items[0]?.tenant).toBe('QA')
    expect(ask(index, 'مخالفات عُمانية').items[0]?.tenant).toBe('OM')
    expect(ask(index, 'traffic violations in Bahrain').items[0]?.tenant).toBe('BH')
    expect(ask(index, 'مخالفات المرور بالكويت').items.map(({ tenant }) => tenant)).toHaveLength(4)
  })
})

describe('a misspelt word', () => {
  const index = indexOf({ ...OTHERS, it: ['تسجيل مركبة جديدة', 'Register a new vehicle'], pass: 'استخراج وثيقة' })

  it('is taken as the nearest that stands there, and it is said', () => {
    for (const [typed, meant] of [
      ['مركيبة', 'مركبة'],
      ['كيف أسجل مركيبة في قطر؟', 'كيف أسجل مركبة في قطر؟'],
      ['vehicel', 'vehicle'],
    ] as const) {
      const found = ask(index, typed)
      expect(found.didYouMean).toBe(meant)
      expect(slugs(found)[0]).toBe('it')
    }
  })

  it('is left alone where nothing is near it', () => {
    expect(ask(index, 'قققثثث')).toMatchObject({ total: 0, items: [] })
    expect(ask(index, 'تسجيل مركبة').didYouMean).toBeUndefined()
  })
})

describe('an answer', () => {
  const index = indexOf({ 'KW/a': 'رخصة قيادة', 'QA/a': 'رخصة قيادة', 'QA/b': 'رخصة محل', 'KW/c': 'شهادة ميلاد' })

  it('counts each facet as if it were not narrowed by itself', () => {
    const { total, facets } = ask(index, 'رخصة', { state: 'QA' })
    expect(total).toBe(2)
    expect(facets.state).toEqual([
      { code: 'QA', count: 2 },
      { code: 'KW', count: 1 },
    ])
    expect(facets.kind).toEqual([{ code: 'service', count: 2 }])
    expect(facets.lifeEvent).toEqual([{ code: 'driving', count: 2 }])
    expect(ask(index, 'رخصة', { state: 'QA', kind: 'news' }).total).toBe(0)
  })

  it('marks the words that were found, in the text as it is shown', () => {
    const [first] = ask(indexOf({ it: 'تجديدُ رُخَص القيادة' }), 'رخصة').items
    expect(first?.marks.title.map(([from, to]) => first.title.slice(from, to))).toEqual(['رُخَص'])
  })

  it('comes in the language of the reader where there is one', () => {
    const both = indexOf({ it: ['رخصة قيادة', 'Driving licence'], half: 'رخصة محل' })
    expect(ask(both, 'licence', { lang: 'en' }).items.map(({ language, title }) => [language, title])).toEqual([
      ['en', 'Driving licence'],
      ['ar', 'رخصة محل'],
    ])
  })

  it('comes in pages, within bounds', () => {
    expect(ask(index, 'رخصة', { limit: 1 }).items).toHaveLength(1)
    expect(ask(index, 'رخصة', { limit: 1, offset: 2 }).total).toBe(3)
    for (const limit of [0, -1, Number.NaN, 1e9, 0.5, Number.POSITIVE_INFINITY]) {
      expect(ask(index, 'رخصة', { limit, offset: -limit }).total).toBe(3)
    }
  })
})

describe('hostile queries', () => {
  const index = indexOf({ ...OTHERS, it: ['رخصة قيادة', 'Driving licence'] })

  it.each([
    ['nothing', '', 'empty'],
    ['spaces and marks', ' \u064b\u0640 ؟!', 'empty'],
    ['NUL', 'رخصة\u0000', undefined],
    ['operators', `رخصة & | ! <-> ' " \\ ( ) :* %_`, undefined],
    ['SQL', `'; DROP TABLE search_entry; --`, undefined],
    ['markup', '<script>alert(1)</script>', undefined],
    ['names of the prototype', '__proto__ constructor toString hasOwnProperty', undefined],
    ['ten thousand words', 'رخصة '.repeat(10_000), 'cut'],
    ['one word of a million letters', 'ر'.repeat(1_000_000), 'cut'],
    ['long ligatures', '\ufdfa'.repeat(1_000), 'cut'],
    ['other languages', '許可証 лицензия άδεια רישיון अनुज्ञा 𐎀𐎁', undefined],
    ['halves of pairs', '\ud800\udc00\ud800 \udfff', undefined],
  ])('%s gets an answer', (_, q, notice) => {
    expect(ask(index, q).notice).toBe(notice)
  })

  it('never break it, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (q) => {
        const { items, total } = ask(index, q, { lang: 'en' })
        expect(items.length).toBeLessThanOrEqual(total)
      }),
      { numRuns: 1_000 },
    )
  })
})
