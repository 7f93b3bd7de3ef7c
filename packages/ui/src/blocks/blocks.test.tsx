import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Blocks } from './blocks.tsx'
import { difference } from './difference.ts'
import { Difference } from './difference-view.tsx'
import { readInline } from './inline.tsx'

const html = (element: unknown) => String(element)
const paragraph = (ar: string, en?: string) => ({ type: 'paragraph', text: { ar, en } }) as const

it('reads strong text and links, and a link within strong text', () => {
  expect(readInline('قبل **مهم [رابط](https://a.example/x)** بعد')).toEqual([
    { type: 'text', text: 'قبل ' },
    {
      type: 'strong',
      parts: [
        { type: 'text', text: 'مهم ' },
        { type: 'link', label: 'رابط', href: 'https://a.example/x' },
      ],
    },
    { type: 'text', text: ' بعد' },
  ])
})

it.each([
  '[a](http://a.example)',
  '[a](javascript:alert(1))',
  '[a](https://user:pass@a.example)',
  '[a](https://)',
  '[a](https://a.example" onclick="x)',
  '<a href="https://a.example">a</a>',
  '**',
  '****',
  '** a',
  '[a]()',
])('leaves %j as text', (source) => {
  const shown = html(<Blocks lang="en" blocks={[paragraph(source, source)]} />)
  expect(shown).not.toMatch(/<(?!\/?(div|p)\b)/)
})

it('marks each block that is in Arabic alone, also a line of a list', () => {
  const shown = html(
    <Blocks
      lang="en"
      blocks={[paragraph('نص', 'Text'), paragraph('نص'), { type: 'list', ordered: true, items: [{ ar: 'سطر' }] }]}
    />,
  )
  expect(shown).toBe(
    '<div class="prose flow"><p>Text</p><p lang="ar" dir="rtl">نص</p><ol><li><span lang="ar" dir="rtl">سطر</span></li></ol></div>',
  )
})

it('shows a table with a head for each row, and cells that are missing as empty', () => {
  const shown = html(
    <Blocks
      lang="ar"
      blocks={[{ type: 'table', caption: { ar: 'جدول' }, head: [{ ar: 'أ' }, { ar: 'ب' }], rows: [[{ ar: 'ج' }]] }]}
    />,
  )
  expect(shown).toContain('<th scope="row">ج</th><td></td>')
})

it('never makes markup of what a text says', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('*', '[', ']', '(', ')', '<', '>', '"', 'https://a.example', 'ن', ' ', '\n') }),
      (source) => {
        const shown = html(<Blocks lang="ar" blocks={[paragraph(source)]} />)
        expect(
          shown.replace(
            /<\/?(?:div|p|strong|br)(?: class="[a-z ]+")?\/?>|<bdi dir="ltr">|<\/bdi>|<a href="https:\/\/a\.example[^"<>\s]*" rel="external">|<\/a>/g,
            '',
          ),
        ).not.toMatch(/[<>]/)
      },
    ),
    { numRuns: 500 },
  )
})

it('finds the words that came and went', () => {
  expect(difference('سددها خلال شهر.', 'سددها قبل السفر.')).toEqual([
    { type: 'same', text: 'سددها ' },
    { type: 'removed', text: 'خلال شهر.' },
    { type: 'added', text: 'قبل السفر.' },
  ])
  expect(difference('', 'a')).toEqual([{ type: 'added', text: 'a' }])
})

it('gives back both texts, whatever they are', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 }).map((list) => list.join(' '))
  fc.assert(
    fc.property(words, words, (before, after) => {
      const text = (left: 'added' | 'removed') =>
        difference(before, after)
          .filter(({ type }) => type !== left)
          .map((run) => run.text)
          .join(' ')
          .split(/\s+/)
          .join(' ')
          .trim()
      expect(text('added')).toBe(before)
      expect(text('removed')).toBe(after)
    }),
  )
})

it('takes two long texts that have nothing in common', () => {
  const long = (word: string) => Array.from({ length: 5_000 }, (_, at) => `${word}${at}`).join(' ')
  expect(difference(long('a'), long('b')).map(({ type }) => type)).toEqual(['removed', 'added'])
})

it('says changes in words too, in the language of the page', () => {
  expect(html(<Difference lang="en" of="ar" before="قبل" after="بعد" />)).toBe(
    '<p class="difference" lang="ar" dir="rtl"><del><span class="unseen" lang="en" dir="ltr">[Removed] </span>قبل</del> <ins><span class="unseen" lang="en" dir="ltr">[Added] </span>بعد</ins> </p>',
  )
  expect(html(<Difference lang="ar" of="ar" before="قبل" after="قبل" />)).toContain('لا فرق')
})
