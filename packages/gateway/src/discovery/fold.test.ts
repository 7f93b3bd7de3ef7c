import { describe, expect, it } from 'vitest'
import { finds, fold, wordsOf } from './fold.ts'

describe('words are compared', () => {
  it.each([
    ['وزارة', 'وزاره'],
    ['الإسكان', 'الاسكان'],
    ['أحوال', 'احوال'],
    ['آلية', 'اليه'],
    ['المدنى', 'المدني'],
    ['مُرُور', 'مرور'],
    ['مـــرور', 'مرور'],
    ['مؤسسة', 'موسسه'],
    ['شؤون', 'شوون'],
    ['الطوارئ', 'الطواري'],
    ['٢٠٢٦', '2026'],
    ['Café', 'cafe'],
    ['TRAFFIC', 'traffic'],
    ['ﻻ', 'لا'],
  ])('%s as %s', (written, other) => {
    expect(fold(written)).toBe(fold(other))
  })

  it('but not other letters', () => {
    expect(fold('حكم')).not.toBe(fold('خكم'))
    expect(fold('سعود')).not.toBe(fold('صعود'))
  })
})

it('every word of a question has to stand somewhere, in any order', () => {
  const haystack = fold('QA/GOV/MOI وزارة الداخلية Ministry of Interior')
  expect(finds(wordsOf('interior  MINISTRY'), haystack)).toBe(true)
  expect(finds(wordsOf('الداخليه qa/gov'), haystack)).toBe(true)
  expect(finds(wordsOf('interior justice'), haystack)).toBe(false)
  expect(finds(wordsOf('   '), haystack)).toBe(true)
})
