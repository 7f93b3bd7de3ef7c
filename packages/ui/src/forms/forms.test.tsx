import { expect, it } from 'vitest'
import { Checkboxes, Radios, Select } from './choices.tsx'
import { ChosenFilters, Facets } from './facets.tsx'
import { fieldId } from './field.tsx'
import { ErrorSummary, Form } from './form.tsx'
import { SearchBox } from './search-box.tsx'
import { TextArea, TextField } from './text-field.tsx'

const html = (element: unknown) => String(element)

it('ties label, hint and error to their control', () => {
  const field = html(
    <TextField lang="ar" name="title[ar]" label="العنوان" hint="سطر" error="اكتب" written="ar" value={'"><script>'} />,
  )
  const id = fieldId('title[ar]')
  expect(id).toBe('field-title-ar-')
  expect(field).toContain(`<label for="${id}">`)
  expect(field).toContain(`aria-describedby="${id}-hint ${id}-error" aria-invalid="true"`)
  expect(field).toContain('lang="ar" dir="rtl"')
  expect(field).not.toContain('<script>')
})

it('writes addresses from left to right in every language', () => {
  expect(html(<TextField lang="ar" name="mail" label="البريد" type="email" />)).toContain('type="email" dir="ltr"')
  expect(html(<TextField lang="ar" name="name" label="الاسم" />)).not.toContain('dir=')
  expect(html(<TextArea lang="ar" name="text" label="النص" written="en" value="a</textarea>b" />)).toContain(
    'a&lt;/textarea&gt;b',
  )
})

it('leads from each error to its field, and shows no empty summary', () => {
  expect(html(<ErrorSummary lang="en" errors={[{ name: 'mail', text: 'Enter an address' }]} />)).toContain(
    '<a href="#field-mail">Enter an address</a>',
  )
  expect(html(<ErrorSummary lang="en" errors={[]} />)).toBe('')
})

it('keeps what was chosen', () => {
  const options = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ]
  expect(html(<Select lang="en" name="s" label="S" options={options} value="b" />)).toContain(
    '<option value="b" selected="">',
  )
  expect(html(<Radios lang="en" name="r" label="R" options={options} value="a" />)).toMatch(/value="a" checked=""/)
  expect(
    html(<Checkboxes lang="en" name="c" label="C" options={options} values={['a', 'b']} />).match(/checked=""/g),
  ).toHaveLength(2)
})

it('sends files and hidden fields where they are asked for', () => {
  const form = html(<Form action="/x" files hidden={{ token: 't' }} />)
  expect(form).toContain('enctype="multipart/form-data"')
  expect(form).toContain('<input type="hidden" name="token" value="t"/>')
})

it('searches and filters without script', () => {
  expect(html(<SearchBox lang="ar" action="/ar/search" label="ابحث" value="مرور" hidden={{ kind: 'law' }} />)).toMatch(
    /<form class="search" action="\/ar\/search" method="get">.*name="q".*value="مرور".*name="kind" value="law"/,
  )
  const facets = html(
    <Facets
      lang="ar"
      facets={[{ title: 'القطاع', options: [{ label: 'مرور', count: 12, href: '?s=traffic', chosen: true }] }]}
    />,
  )
  expect(facets).toContain(
    '<a href="?s=traffic" aria-current="true" rel="nofollow"><span>مرور</span> <span class="number">١٢</span></a>',
  )
  expect(html(<ChosenFilters lang="ar" chosen={[]} />)).toBe('')
})
