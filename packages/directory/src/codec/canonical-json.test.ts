import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withCode } from '../../test/code.ts'
import { canonicalBytes, canonicalJson, type Json, parseCanonicalJson } from './canonical-json.ts'

test('keys are in UTF-16 order, without white space', () => {
  expect(canonicalJson({ b: [1, null, true], a: { 'é"': '\\' } })).toBe('{"a":{"é\\"":"\\\\"},"b":[1,null,true]}')
})

test.each([
  ['white space', '{"a": 1}'],
  ['keys out of order', '{"b":1,"a":1}'],
  ['a repeated key', '{"a":1,"a":1}'],
  ['an escape that is not needed', '{"a":"\\u0061"}'],
  ['a fraction', '{"a":1.5}'],
  ['another spelling of a number', '{"a":1e1}'],
  ['minus zero', '{"a":-0}'],
  ['an unsafe integer', '{"a":9007199254740993}'],
  ['a control character', '{"a":"\\n"}'],
  ['half a surrogate pair', '{"a":"\\ud800"}'],
  ['a prototype', '{"__proto__":1}'],
  ['a byte order mark', '\ufeff{}'],
  ['a control character as it stands', '{"a":"\u007f\n"}'],
  ['a backslash and an escape', '{"a":"\\\\\\n"}'],
  ['a fraction in a list', '{"a":[1,{"b":0.5}]}'],
  ['keys out of order below', '{"a":[{"c":1,"b":1}]}'],
  ['keys in the order of their numbers', '{"9":1,"10":1}'],
  ['nothing', ''],
  ['nesting without end', '['.repeat(100_000)],
  ['nesting too deep', `${'['.repeat(1000)}${']'.repeat(1000)}`],
])('%s is refused', (_, text) => {
  expect(() => parseCanonicalJson(Buffer.from(text), 'here')).toThrow(withCode('DIRECTORY_INVALID'))
})

test('what is canonical is read, whatever it is made of', () => {
  for (const text of ['{"10":1,"9":1}', '{"a":"\\\\n \\" \u2028"}', '"\u{1f4a1}"', '[]', '{"":{}}'])
    expect(canonicalJson(parseCanonicalJson(Buffer.from(text), 'here'))).toBe(text)
})

test('bytes that are not UTF-8 are refused', () => {
  expect(() => parseCanonicalJson(Buffer.from([0x22, 0xff, 0x22]), 'here')).toThrow(withCode('DIRECTORY_INVALID'))
})

test('what is written is read as the same value', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => value !== '__proto__' && !/\p{Cc}/u.test(value))
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false),
      fc.maxSafeInteger().map((number) => number + 0),
      text,
      fc.array(tie('value')),
      fc.dictionary(text, tie('value'), { noNullPrototype: true }),
    ),
  }))
  fc.assert(
    fc.property(value, (json) => {
      expect(parseCanonicalJson(canonicalBytes(json), 'here')).toEqual(json)
    }),
  )
})
