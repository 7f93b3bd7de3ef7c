import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreedFields } from './agreed-fields.ts'
import { judgeJson } from './judge-json.ts'

const judge = (text: string | Uint8Array, ...pointers: string[]) =>
  judgeJson(typeof text === 'string' ? Buffer.from(text) : text, agreedFields(pointers))

describe('an answer holds only agreed fields', () => {
  it.each([
    ['{"plate":"1","owner":{"name":"x","ids":[1,{"a":2}]}}', ['/plate', '/owner']],
    ['{"fines":[{"amount":1},{"amount":2.5e-3}]}', ['/fines/*/amount']],
    ['[{"amount":-0},{"amount":null}]', ['/*/amount']],
    ['{"anything":{"amount":true}}', ['/*/amount']],
    ['[1,2]', ['/0', '/1']],
    ['{"a/b":1,"c~d":2,"e\\u0066":3,"":4}', ['/a~1b', '/c~0d', '/ef', '/']],
    ['{"لوحة":"١"}', ['/لوحة']],
    ['{"\\u0644\\u0648\\u062d\\u0629":"1"}', ['/لوحة']],
    ['{"a":{"x":1},"b":{"x":1,"y":2}}', ['/*/x', '/b/y']],
    // On the way to what is agreed: nothing is in it.
    ['{}', ['/a/b']],
    ['null', ['/a/b']],
    [' {"a" : null , "a2" : [ ] }\r\n\t', ['/a/b', '/a2/*/b']],
    ['{"__proto__":1}', ['/__proto__']],
    // Below what is agreed a name may stand twice: all of it may be read.
    ['{"a":{"x":1,"x":2}}', ['/a']],
  ])('%s under %j', (text, pointers) => {
    expect(judge(text, ...pointers)).toBeNull()
  })
})

describe('an answer that holds more is found out, and where', () => {
  it.each([
    ['{"plate":"1","owner":"x"}', ['/plate'], '/'],
    ['{"plate":"1","owner":{}}', ['/plate'], '/'],
    ['{"fines":[{"amount":1},{"amount":1,"owner":null}]}', ['/fines/*/amount'], '/fines/*'],
    ['{"fines":"none"}', ['/fines/*/amount'], '/fines'],
    ['{"fines":[0]}', ['/fines/*/amount'], '/fines/*'],
    ['[1,2]', ['/0'], '/'],
    ['{"*":1}', ['/a'], '/'],
    ['{"a":{"y":1}}', ['/*/x', '/b/y'], '/*'],
    ['{"constructor":1}', ['/a'], '/'],
    ['"text"', ['/a'], '/'],
    ['0', ['/0'], '/'],
    ['{"\\u0062":1}', ['/a'], '/'],
    ['{"PLATE":1}', ['/plate'], '/'],
  ])('%s under %j', (text, pointers, place) => {
    expect(judge(text, ...pointers)).toEqual({ beyond: place })
  })
})

describe('an answer that readers take differently is not judged', () => {
  it.each([
    ['a name twice', '{"a":{"secret":1},"a":{"b":1}}', 'beyond'],
    ['a name twice, agreed both times', '{"a":{"b":1},"a":{"b":2}}', 'unreadable'],
    ['a name twice, once escaped', '{"a":{"b":1},"\\u0061":{"b":2}}', 'unreadable'],
    ['nothing', '', 'unreadable'],
    ['space alone', '  ', 'unreadable'],
    ['a byte order mark', '\ufeff{}', 'unreadable'],
    ['two values', '{}{}', 'unreadable'],
    ['lines of values', '{"a":{"b":1}}\n{"a":{"b":1}}', 'unreadable'],
    ['a comma too many', '{"a":{"b":1},}', 'unreadable'],
    ['a comma in front', '{,"a":{"b":1}}', 'unreadable'],
    ['an object that does not end', '{"a":{', 'unreadable'],
    ['a string that does not end', '{"a', 'unreadable'],
    ['a name without quotes', '{a:{"b":1}}', 'unreadable'],
    ['other quotes', "{'a':{'b':1}}", 'unreadable'],
    ['a comment', '/**/{}', 'unreadable'],
    ['a control character', '{"a\u0001":{}}', 'unreadable'],
    ['an escape that is none', '{"\\x61":{}}', 'unreadable'],
    ['a half escape', '{"\\u00":{}}', 'unreadable'],
    ['a number with a zero in front', '{"a":{"b":01}}', 'unreadable'],
    ['a hexadecimal number', '{"a":{"b":0x1}}', 'unreadable'],
    ['no number', '{"a":{"b":NaN}}', 'unreadable'],
    ['a number of a thousand digits', `{"a":{"b":${'1'.repeat(1_001)}}}`, 'unreadable'],
    ['a nesting of a hundred thousand', `{"a":{"b":${'['.repeat(100_000)}`, 'unreadable'],
    ['a nesting of a hundred thousand objects', `{"a":{"b":${'{"x":'.repeat(100_000)}`, 'unreadable'],
  ])('%s', (_, text, kind) => {
    expect(Object.keys(judge(text, '/a/b') ?? {})).toEqual([kind])
  })

  it('invalid UTF-8', () => {
    expect(judge(Buffer.from([0x22, 0xff, 0x22]), '/a')).toEqual({ unreadable: 'not UTF-8' })
    // CESU-8: a surrogate by itself.
    expect(judge(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), '/a')).toEqual({ unreadable: 'not UTF-8' })
  })
})

it('what is larger than 2 MiB is not judged', () => {
  const long = (size: number) => `{"a":"${'x'.repeat(size - 8)}"}`
  expect(judge(long(2 * 1024 * 1024), '/a')).toBeNull()
  expect(judge(long(2 * 1024 * 1024 + 1), '/a')).toEqual({ unreadable: 'more than 2097152 bytes' })
})

describe('judging', () => {
  /** The slow way: by the parsed value. */
  function holdsOnly(value: unknown, pointers: readonly (readonly string[])[]): boolean {
    if (pointers.some((rest) => rest.length === 0) || value === null) return true
    if (typeof value !== 'object') return false
    return Object.entries(value).every(([name, below]) => {
      const left = pointers.filter(([first]) => first === '*' || first === name).map((rest) => rest.slice(1))
      return left.length > 0 && holdsOnly(below, left)
    })
  }
  const names = fc.constantFrom('a', 'b', '0', 'é')
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, 1, 'x"\\é', true, [], {}),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value
  const pointers = fc.array(fc.array(fc.oneof(names, fc.constant('*')), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  })

  it('says the same as the parsed value does', () => {
    const said = { yes: 0, no: 0 }
    fc.assert(
      fc.property(value, pointers, fc.constantFrom(0, 2), (one, list, indent) => {
        const expected = holdsOnly(one, list)
        const objection = judge(JSON.stringify(one, null, indent), ...list.map((segments) => `/${segments.join('/')}`))
        said[expected ? 'yes' : 'no']++
        expect(objection === null).toBe(expected)
      }),
      { numRuns: 2_000 },
    )
    expect(Math.min(said.yes, said.no)).toBeGreaterThan(100)
  })

  it('reads as JSON what is JSON, and nothing else', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\u0061"',
      '1',
      '-',
      '.5',
      'e1',
      'null',
      ' ',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('')
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        // Everything below is agreed, so only the form is judged.
        const objection = judge(`{"all":${text}}`, '/all')
        expect(objection === null).toBe(valid && text.trim() !== '')
      }),
      { numRuns: 5_000 },
    )
  })
})
