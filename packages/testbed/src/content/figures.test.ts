import { expect, it } from 'vitest'
import { arabicFigures, englishFigures } from './figures.ts'

it.each([
  ['1 000 000', '١٬٠٠٠٬٠٠٠', '1,000,000'],
  ['92 %', '٩٢٪', '92%'],
  ['0.6268', '٠٫٦٢٦٨', '0.6268'],
  ['120 يومًا', '١٢٠ يومًا', '120 يومًا'],
])('%s is written as each language writes it', (text, ar, en) => {
  expect([arabicFigures(text), englishFigures(text)]).toEqual([ar, en])
})
