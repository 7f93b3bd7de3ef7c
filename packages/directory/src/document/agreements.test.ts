import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { positionOn, textOf } from '../../test/agreements.ts'
import { withCode } from '../../test/code.ts'
import { DAY, NOW } from '../../test/federation.ts'
import { agreementDigest } from '../assemble/agreements.ts'
import { canonicalBytes, canonicalJson, type Json } from '../codec/canonical-json.ts'
import type { AgreementText } from './agreements.ts'
import { readAgreements } from './read.ts'

const PATH = 'kw/registry/agreements.json'
type Tree = Record<string, Json>

const read = (content: Json, state = 'KW') =>
  readAgreements(
    canonicalBytes({ format: 'rabt-agreements/1', state, version: 1, issued: NOW, ...(content as Tree) }),
    state,
    PATH,
  )

const withText = (change: Tree, state = 'KW') =>
  read({ texts: [{ ...(textOf() as unknown as Tree), ...change }], positions: [] }, state)

const refused = withCode('DIRECTORY_INVALID')

test('the digest of a text is that of its canonical JSON', () => {
  const vectors = JSON.parse(
    readFileSync(new URL('../../vectors/agreements.json', import.meta.url), 'utf8'),
  ) as readonly { readonly text: AgreementText; readonly canonical: string; readonly sha256: string }[]
  expect(vectors.length).toBeGreaterThan(1)
  for (const { text, canonical, sha256 } of vectors) {
    expect(canonicalJson(text as unknown as Json)).toBe(canonical)
    expect(Buffer.from(agreementDigest(text), 'hex').toString('base64')).toBe(sha256)
    const [state = ''] = text.id.split('/')
    expect(read({ texts: [text as unknown as Json], positions: [] }, state).texts).toEqual([text])
  }
})

test('a text is read as it was written, and cannot be changed after', () => {
  const text = textOf({
    quota: { requests: 1000, per: 'day' },
    rate: { perSecond: 5, burst: 10 },
    responseFields: ['/plate', '/violations/*/amount', '/a~1b/~0'],
    endpoints: [
      { method: 'GET', path: '/**' },
      { method: '*', path: '**' },
    ],
  })
  const document = read({ texts: [text as unknown as Json], positions: [positionOn(text) as unknown as Json] })
  expect(document.texts[0]).toEqual(text)
  expect(() => Object.assign(document.texts[0]?.endpoints[0] ?? {}, { path: '/x' })).toThrow(TypeError)
  expect(() => Object.assign(document.texts[0]?.quota ?? {}, { requests: 2 })).toThrow(TypeError)
})

test.each<[string, Tree]>([
  ["another author's identifier", { id: 'SA/2026/17' }],
  ['a number with a leading zero', { id: 'KW/2026/017' }],
  ['digits of another script', { id: 'KW/2026/١٧' }],
  ['an author in small letters', { id: 'kw/2026/17' }],
  ['an author in letters of another script', { id: '\u039aW/2026/17' }],
  ['no consumer', { consumer: {} }],
  [
    'a consumer that is a subsystem and a group',
    { consumer: { subsystem: 'KW/GOV/MOI/traffic', group: 'GCC/traffic' } },
  ],
  ['a member as consumer', { consumer: { subsystem: 'KW/GOV/MOI' } }],
  ['a subsystem as provider', { provider: { service: 'QA/GOV/MOI/traffic' } }],
  ['a service that the gateway answers itself', { provider: { group: 'GCC/traffic', service: 'listMethods' } }],
  ['a service code of two parts', { provider: { group: 'GCC/traffic', service: 'a/b' } }],
  ['no endpoint', { endpoints: [] }],
  ['65 endpoints', { endpoints: Array.from({ length: 65 }, (_, n) => ({ method: 'GET', path: `/${n}` })) }],
  ['a method in small letters', { endpoints: [{ method: 'get', path: '/**' }] }],
  ['a path that climbs', { endpoints: [{ method: 'GET', path: '/../x' }] }],
  ['an encoded path', { endpoints: [{ method: 'GET', path: '/a%2Fb' }] }],
  ['no end', { until: NOW }],
  ['an end after more than five years', { until: NOW + 1828 * DAY }],
  ['a quota of nothing', { quota: { requests: 0, per: 'day' } }],
  ['a quota by the month', { quota: { requests: 1, per: 'month' } }],
  ['a rate without burst', { rate: { perSecond: 1 } }],
  ['no response field', { responseFields: [] }],
  ['the empty pointer', { responseFields: [''] }],
  ['a pointer with a wrong escape', { responseFields: ['/a~2'] }],
  ['a pointer that is none', { responseFields: ['a'] }],
  ['a stage that allows nothing', { stage: 'suspended' }],
  ['a text that replaces itself', { replaces: 'KW/2026/17' }],
  ['a purpose that reads otherwise than it is stored', { purpose: { code: 'a', ar: 'نص', en: 'read \u202ednes' } }],
  ['a member that is not known', { note: 'x' }],
  ['two other parties', { consumer: { subsystem: 'SA/GOV/MOI/traffic' } }],
  [
    'two other parties, one of them of the organisation',
    { consumer: { subsystem: 'SA/GOV/MOI/traffic' }, provider: { service: 'GCC/GOV/SG/office/minutes' } },
  ],
])('%s refuses the whole of agreements.json', (_, change) => {
  expect(() => withText(change)).toThrow(refused)
})

test('five years are allowed, and so is a text for a group of the federation', () => {
  expect(withText({ until: NOW + 1827 * DAY }).texts).toHaveLength(1)
  expect(
    withText({ consumer: { group: 'GCC/traffic' }, provider: { service: 'QA/GOV/MOI/traffic/violations' } }).texts,
  ).toHaveLength(1)
  expect(withText({ id: 'GCC/2017/1', consumer: { subsystem: 'SA/GOV/MOI/traffic' } }, 'GCC').texts).toHaveLength(1)
})

test.each<[string, Json[], Json[]]>([
  ['a text twice', [textOf() as unknown as Json, textOf({ stage: 'trial' }) as unknown as Json], []],
  [
    'two positions on one agreement',
    [],
    [positionOn(textOf()), positionOn(textOf({ stage: 'trial' }), { position: 'suspended' })] as unknown as Json[],
  ],
  ['a position of another word', [], [{ ...positionOn(textOf()), position: 'agreed' } as unknown as Json]],
  ['a position on a digest of another length', [], [positionOn(textOf(), { digest: 'AAAA' }) as unknown as Json]],
  [
    'a position without its decision',
    [],
    [(({ decision: _, ...rest }) => rest)(positionOn(textOf())) as unknown as Json],
  ],
])('%s refuses the whole of agreements.json, too', (_, texts, positions) => {
  expect(() => read({ texts, positions })).toThrow(refused)
})

test('a position on a text that is not published is kept: the text may come back', () => {
  const position = positionOn(textOf({ id: 'SA/2026/1' })) as unknown as Json
  expect(read({ texts: [], positions: [position] }).positions).toHaveLength(1)
})
