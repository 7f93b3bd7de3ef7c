import { expect, it } from 'vitest'
import { checkArabicPage } from '../testing/arabic.ts'
import { Page } from './page.tsx'

const page = (properties: Partial<Parameters<typeof Page>[0]>) =>
  String(
    <Page lang="ar" title="خدمات المرور" {...properties}>
      <h1>خدمات المرور بين دول المجلس</h1>
    </Page>,
  )

it('is a whole document in its language and direction', () => {
  const html = page({})
  expect(html).toMatch(/^<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"\/>/)
  expect(html).toContain('<title>خدمات المرور · ربط</title>')
  expect(html).toMatch(/<link rel="preload" href="\/assets\/arabic\.[0-9a-f]{12}\.woff2"/)
  expect(checkArabicPage(html)).toEqual([])
})

it('leads to its twin, for people and for machines', () => {
  const html = page({ canonical: 'https://rabt.example/ar/x', alternates: { ar: '/ar/x', en: '/en/x' } })
  expect(html).toContain('<link rel="alternate" hreflang="en" href="https://rabt.example/en/x"/>')
  expect(html).toContain('<a href="/en/x" lang="en" dir="ltr" hreflang="en" rel="alternate">English</a>')
  expect(html).toContain('<bdi dir="ltr">rabt.example</bdi>')
})

it('shows trial mark, way and feedback where they are given, and nothing in their place where not', () => {
  const html = page({
    trial: { text: '٥ من ٩ أقسام جاهزة', href: '/ar/launch', link: 'ما الناقص؟' },
    breadcrumbs: [{ label: 'الرئيسية', href: '/ar' }, { label: 'الخدمات' }],
    feedback: { action: '/ar/feedback', page: '/ar/services', hidden: { token: 't"' } },
    unlisted: true,
  })
  expect(html).toContain('<a href="/ar/launch">ما الناقص؟</a>')
  expect(html).toContain('<span aria-current="page">الخدمات</span>')
  expect(html).toContain('name="token" value="t&quot;"')
  expect(html).toContain('<meta name="robots" content="noindex"/>')
  for (const absent of ['trial-bar', 'crumbs', 'feedback', 'noindex']) expect(page({})).not.toContain(absent)
})

it('escapes what it is told', () => {
  expect(page({ title: '</title><script>', description: '"><script>' })).not.toContain('<script>')
})
