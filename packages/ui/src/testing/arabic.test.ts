import { expect, it } from 'vitest'
import { checkArabicPage, checkEnglishPage, physicalDeclarations } from './arabic.ts'

const page = (body: string, attributes = 'lang="ar" dir="rtl"') =>
  `<!doctype html><html ${attributes}><head><title>صفحة</title></head><body><main>نص عربي يكفي ليكون صفحة كاملة ${body}</main></body></html>`

it('passes a page that is right', () => {
  expect(
    checkArabicPage(
      page('<p>المعرّف <bdi dir="ltr">KW/1</bdi> <a lang="en" dir="ltr" href="/en">English</a> و<code>x</code></p>'),
    ),
  ).toEqual([])
})

it.each([
  ['no language', page('', ''), 'html: lang'],
  ['no direction', page('', 'lang="ar"'), 'html: dir'],
  [
    'no Arabic',
    '<!doctype html><html lang="ar" dir="rtl"><title>صفحة</title><body><main>٢٠١٥</main></body></html>',
    'Arabic letters',
  ],
  ['a code in the open', page('<p>المعرّف KW/1</p>'), 'Latin outside bdi'],
  ['Latin digits in the open', page('<p>عام 2015</p>'), 'Latin outside bdi'],
  ['letters that join', page('<p><a href="/">الكويت</a><small>حيّ</small></p>'), 'letters join'],
  ['a dot between digits', page('<p>١٤٣٦ · ١٨</p>'), 'reads as a zero'],
  ['a dot between dates', page('<p><time>١٤٣٦ هـ</time> · <time>١٨ فبراير</time></p>'), 'reads as a zero'],
  ['an English label', page('<button aria-label="Close">×</button>'), 'aria-label without Arabic'],
  ['another language without its direction', page('<span lang="en">Hello</span>'), 'lang without dir'],
  ['a style attribute', page('<p style="color:red">نص</p>'), 'style attribute'],
])('finds %s', (_, html, finding) => {
  expect(checkArabicPage(html).join('\n')).toContain(finding)
})

it('wants Arabic within English marked', () => {
  const english = (body: string) =>
    `<!doctype html><html lang="en" dir="ltr"><head><title>Page</title></head><body><main>${body}</main></body></html>`
  expect(checkEnglishPage(english('<p>Kuwait <span lang="ar" dir="rtl">الكويت</span></p>'))).toEqual([])
  expect(checkEnglishPage(english('<p>Kuwait الكويت</p>'))).toEqual(['Arabic without lang: Kuwait الكويت'])
})

it('finds left and right in a style, and leaves media queries alone', () => {
  expect(
    physicalDeclarations('@media (min-width: 60rem){a{margin-inline:0;text-align:start;border-inline-start:0}}'),
  ).toEqual([])
  for (const wrong of [
    'margin-left:0',
    'left:0',
    'text-align: right;',
    'width:1px',
    'max-height:1px',
    'float:left',
    'border-left-color:red',
  ])
    expect(physicalDeclarations(`a{color:red;${wrong}}`)).toHaveLength(1)
})
