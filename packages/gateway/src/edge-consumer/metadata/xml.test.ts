import { expect, it } from 'vitest'
import { element, escapeXml } from './xml.ts'

it('escapes markup and replaces what XML cannot hold', () => {
  expect(escapeXml('<a b="c">&\'')).toBe('&lt;a b=&quot;c&quot;&gt;&amp;&apos;')
  expect(escapeXml('\u0000\u0008\u001f\ufffe\ud800x\u{1f600}\t\r\n')).toBe(
    '\ufffd\ufffd\ufffd\ufffd\ufffdx\u{1f600}\t\r\n',
  )
})

it('leaves out an element without text, and keeps one of empty text', () => {
  expect(element('a', null)).toBe('')
  expect(element('a', '')).toBe('<a></a>')
})
