import { expect, it } from 'vitest'
import { count, type Forms } from './plural.ts'

const DOCUMENTS: Forms = {
  ar: {
    zero: 'لا وثائق',
    one: 'وثيقة واحدة',
    two: 'وثيقتان',
    few: '# وثائق',
    many: '# وثيقة',
    other: '# وثيقة',
  },
  en: { zero: 'no documents', one: '# document', other: '# documents' },
}

it.each([
  [0, 'لا وثائق', 'no documents'],
  [1, 'وثيقة واحدة', '1 document'],
  [2, 'وثيقتان', '2 documents'],
  [3, '٣ وثائق', '3 documents'],
  [11, '١١ وثيقة', '11 documents'],
  [100, '١٠٠ وثيقة', '100 documents'],
  [1003, '١٬٠٠٣ وثائق', '1,003 documents'],
])('counts %i', (value, ar, en) => {
  expect(count(value, 'ar', DOCUMENTS)).toBe(ar)
  expect(count(value, 'en', DOCUMENTS)).toBe(en)
})
