import { expect, it } from 'vitest'
import { AnsweringBadge, Badge } from './badge.tsx'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Copyable } from './copyable.tsx'
import { Definitions } from './definitions.tsx'
import { Pagination, shown } from './pagination.tsx'
import { Steps } from './steps.tsx'

const html = (element: unknown) => String(element)

it('says by words whether a service answers, with the day as a date', () => {
  expect(html(<AnsweringBadge lang="ar" answering={{ state: 'answers' }} />)).toBe(
    '<span class="badge good">يجيب الآن</span>',
  )
  expect(html(<AnsweringBadge lang="ar" answering={{ state: 'silent', since: '2015-02-18' }} />)).toContain(
    'لا يجيب منذ <time datetime="2015-02-18">١٨ فبراير ٢٠١٥</time>',
  )
  expect(html(<AnsweringBadge lang="en" answering={{ state: 'planned', for: '2015-05-03' }} />)).toContain(
    'Planned for <time',
  )
  expect(html(<Badge>x</Badge>)).toBe('<span class="badge tag">x</span>')
})

it('makes a link of a button with an address, and sends its form without one', () => {
  expect(html(<Button href="/ar">x</Button>)).toMatch(/^<a class="button" href="\/ar">/)
  expect(html(<Button kind="main">x</Button>)).toMatch(/^<button class="button main" type="submit">/)
})

it('marks the title of a card that is in another language', () => {
  const card = html(<Card href="/x" title="مرور" tag={{ lang: 'ar', dir: 'rtl' }} eyebrow="Interior" below="Sample" />)
  expect(card).toContain('<a href="/x" lang="ar" dir="rtl">مرور</a>')
  expect(card).not.toContain('<p></p>')
})

it('leaves out rows of which nothing is known', () => {
  expect(
    html(
      <Definitions
        rows={[
          ['a', '1'],
          ['b', undefined],
        ]}
      />,
    ),
  ).toBe('<dl class="definitions"><div><dt>a</dt><dd>1</dd></div></dl>')
})

it('says how far a case is in words as well', () => {
  const steps = html(
    <Steps
      lang="ar"
      steps={[
        { title: 'استلام', state: 'done' },
        { title: 'قرار', state: 'now' },
      ]}
    />,
  )
  expect(steps).toContain('<li class="done"><div>استلام <span class="unseen">(تمت)</span>')
  expect(steps).toContain('<li class="now" aria-current="step">')
})

it('hides the copy button until its script is there', () => {
  expect(html(<Copyable lang="ar" text="KW/1" />)).toMatch(/<button[^>]* hidden="" data-copy="KW\/1"/)
})

it('leaves out pages in the middle, and never one alone', () => {
  expect(shown(7, 20)).toEqual([1, undefined, 6, 7, 8, undefined, 20])
  expect(shown(3, 5)).toEqual([1, 2, 3, 4, 5])
  expect(shown(1, 2)).toEqual([1, 2])
  expect(html(<Pagination lang="ar" page={1} pages={1} href={String} />)).toBe('')
})
