import { expect, test } from 'vitest'
import { reasonOf } from './reason.tsx'

const shown = (code: string, lang: 'ar' | 'en') => String(<p>{reasonOf(code, lang)}</p>)

test.each([
  ['no-answer', '<p>لم يصل جواب في الوقت المحدد</p>', '<p>no answer in time</p>'],
  ['not-registered', '<p>غير مسجلة في دليل الشبكة</p>', '<p>not registered in the network’s directory</p>'],
])('what our own look found, %s, is said in words', (code, ar, en) => {
  expect(shown(code, 'ar')).toBe(ar)
  expect(shown(code, 'en')).toBe(en)
})

test('a status and a fault of the network keep their code, told apart from the text around them', () => {
  expect(shown('status-503', 'ar')).toMatch(/^<p>أجابت برمز HTTP <bdi[^>]*>503<\/bdi><\/p>$/)
  expect(shown('Server.ServerProxy.ServiceFailed', 'en')).toMatch(
    /^<p><bdi[^>]*>Server\.ServerProxy\.ServiceFailed<\/bdi><\/p>$/,
  )
})

test('a code that a prototype has is no word', () => {
  expect(shown('constructor', 'en')).toContain('>constructor<')
})
