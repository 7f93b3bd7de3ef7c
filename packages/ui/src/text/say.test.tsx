import { expect, it } from 'vitest'
import { mixed } from './mixed.tsx'
import { said, say, tagOf } from './say.tsx'

const html = (child: unknown) => (<p>{child as string}</p>).toString()

it('shows Arabic, marked as such, where English is missing', () => {
  expect(html(say({ ar: 'مرور', en: 'Traffic' }, 'en'))).toBe('<p>Traffic</p>')
  expect(html(say({ ar: 'مرور' }, 'en'))).toBe('<p><span lang="ar" dir="rtl">مرور</span></p>')
  expect(html(say({ ar: 'مرور', en: 'Traffic' }, 'ar'))).toBe('<p>مرور</p>')
  expect(said({ ar: 'مرور' }, 'en')).toEqual({ text: 'مرور', lang: 'ar' })
  expect(tagOf({ ar: 'مرور' }, 'en')).toEqual({ lang: 'ar', dir: 'rtl' })
  expect(tagOf({ ar: 'مرور' }, 'ar')).toEqual({})
})

it('isolates Latin runs within Arabic, with the signs that belong to them', () => {
  expect(html(mixed('المعرّف KW/GOV/MOI (نظام X-Road 7)، بنسبة 98%.', 'ar'))).toBe(
    '<p>المعرّف <bdi dir="ltr">KW/GOV/MOI</bdi> (نظام <bdi dir="ltr">X-Road 7</bdi>)، بنسبة <bdi dir="ltr">98%</bdi>.</p>',
  )
})

it('escapes whatever a record says', () => {
  expect(html(say({ ar: '<b>نص</b> <script>' }, 'ar'))).not.toMatch(/<(b|script)>/)
})
