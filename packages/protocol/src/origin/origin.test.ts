import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { damage, damaged, origin, originParts } from '../../test/arbitraries.ts'
import { codeOf, orRefused } from '../../test/expect-code.ts'
import { plain } from '../../test/plain.ts'
import { formatOrigin, isOrigin, keyName, parseOrigin } from './origin.ts'

const parts = {
  federation: 'gcc',
  sender: 'KW/GOV/EGOV/gw1',
  receiver: 'QA/GOV/EGOV/gw1',
  slot: '0',
  epoch: 1_790_000_000_000,
  random: Buffer.from('0011223344556677', 'hex'),
}
const text = 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/0.1790000000000.0011223344556677'

describe('origins', () => {
  it('name federation, writer, receiver, slot, epoch and random bytes', () => {
    expect(formatOrigin(parts)).toBe(text)
    expect(plain(parseOrigin(text))).toEqual(plain(parts))
  })

  it('escape everything but A-Z a-z 0-9 - . _ ~', () => {
    const escaped = formatOrigin({ ...parts, federation: 'g c+c', sender: "KW/GOV/E!G'O(V)*/gw:1" })
    expect(escaped).toMatch(/^rabt\/v1\/g%20c%2Bc\/KW\/GOV\/E%21G%27O%28V%29%2A\/gw%3A1\/QA\//)
    expect(parseOrigin(escaped).sender).toBe("KW/GOV/E!G'O(V)*/gw:1")
    expect(formatOrigin({ ...parts, sender: 'KW/GOV/a%2Fb/c' })).toContain('/KW/GOV/a%2Fb/c/')
  })

  it('come back from their text', () => {
    fc.assert(
      fc.property(originParts, (one) => {
        expect(plain(parseOrigin(formatOrigin(one)))).toEqual(plain(one))
      }),
    )
  })

  it('have one spelling: a damaged text is refused or spells another lane', () => {
    fc.assert(
      fc.property(origin, fc.array(damage, { minLength: 1, maxLength: 2 }), (one, changes) => {
        const other = damaged(Buffer.from(one), changes).toString('latin1')
        const read = orRefused(() => parseOrigin(other))
        expect(isOrigin(other)).toBe(read !== null)
        if (read !== null) expect(formatOrigin(read)).toBe(other)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    '',
    text.slice(1),
    `${text}/`,
    `${text}\n`,
    text.replace('v1', 'v2'),
    text.replace('gcc', ''),
    text.replace('gcc', 'g%63c'),
    text.replace('EGOV', 'E+GOV'),
    text.replace('EGOV', 'E%2bGOV'),
    text.replace('EGOV', '%C0%AF'),
    text.replace('/0.', '/x.'),
    text.replace('/0.', '/0bb.'),
    text.replace('.179', '.0179'),
    text.replace('.1790000000000.', '.9999999999999999.'),
    text.replace('0011', '00AA'),
    text.replace('0011', '00'),
    text.replace('/QA/GOV/EGOV/gw1', '/QA/GOV/EGOV'),
  ])('refuse %j', (one) => {
    expect(codeOf(() => parseOrigin(one))).toBe('NOTE_INVALID')
  })

  it('refuse to be written longer than 200 bytes or from parts that break their form', () => {
    expect(codeOf(() => formatOrigin({ ...parts, federation: 'x'.repeat(150) }))).toBe('NOTE_INVALID')
    expect(codeOf(() => formatOrigin({ ...parts, federation: '' }))).toBe('NOTE_INVALID')
    expect(codeOf(() => formatOrigin({ ...parts, slot: 'a' }))).toBe('NOTE_INVALID')
    expect(codeOf(() => formatOrigin({ ...parts, epoch: -1 }))).toBe('NOTE_INVALID')
    expect(codeOf(() => formatOrigin({ ...parts, random: Buffer.alloc(7) }))).toBe('NOTE_INVALID')
    expect(codeOf(() => formatOrigin({ ...parts, sender: 'KW/GOV' }))).toBe('MALFORMED_IDENTIFIER')
  })

  it('differ from the key names of a gateway', () => {
    expect(keyName('gcc', 'KW/GOV/EGOV/gw1', 'receipt')).toBe('rabt/v1/gcc/KW/GOV/EGOV/gw1/receipt')
    expect(isOrigin(keyName('gcc', 'KW/GOV/EGOV/gw1', 'witness'))).toBe(false)
  })
})
