import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytes } from '../../test/arbitraries.ts'
import { codeOf } from '../../test/expect-code.ts'
import { isUuid7, uuid7, uuid7Time, uuidFromString, uuidToString } from './uuid7.ts'

describe('UUIDv7', () => {
  it('gives the example of RFC 9562 appendix A.6', () => {
    // unix_ts_ms 0x017f22e279b0, rand_a 0xcc3, rand_b 0x18c4dc0c0c07398f.
    const random = Buffer.from('0cc318c4dc0c0c07398f', 'hex')
    expect(uuidToString(uuid7(0x017f22e279b0, random))).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
  })

  it('keeps time, version and variant for any time of 48 bits and any random bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), bytes(10), (now, random) => {
        const id = uuid7(now, random)
        expect(uuid7Time(id)).toBe(now)
        expect(isUuid7(id)).toBe(true)
        expect(uuidFromString(uuidToString(id).toUpperCase())).toEqual(id)
      }),
    )
  })

  it('refuses a time or random part that does not fit', () => {
    expect(() => uuid7(2 ** 48, Buffer.alloc(10))).toThrow(RangeError)
    expect(() => uuid7(-1, Buffer.alloc(10))).toThrow(RangeError)
    expect(() => uuid7(0, Buffer.alloc(9))).toThrow(RangeError)
  })

  it.each([
    '',
    '017f22e279b07cc398c4dc0c0c07398f',
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398g',
    ' 017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n',
  ])('refuses the text %j', (text) => {
    expect(codeOf(() => uuidFromString(text))).toBe('MALFORMED_IDENTIFIER')
  })
})
