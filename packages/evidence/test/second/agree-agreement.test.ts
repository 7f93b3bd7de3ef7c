import { type AgreementsContent, type AgreementText, agreementDigest, agreementsSchema } from '@rabt/directory'
import type { Entry } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { buildBundle } from '../../src/build-bundle.ts'
import { renderReport } from '../../src/report/render.ts'
import { verifyBundle } from '../../src/verify-bundle.ts'
import { callIn } from '../call.ts'
import { NOW } from '../judge.ts'
import { type Draft, foundDirectory, type StateDraft } from '../real-directory.ts'
import { CONSUMER, PROVIDER, T0 } from '../world.ts'
import { readAgreements } from './agreements.ts'
import { compare, compareAgreement } from './compare.ts'
import { canonical, type Json } from './json.ts'
import { Refused } from './refuse.ts'

/** Under which agreement an exchange stood: both verifiers find the same (docs/spec/evidence.md §3). */

const DAY = 86_400_000
const words = { ar: 'نص', en: 'Text' }
const ID = 'KW/2026/17'

const textOf = (change: Partial<AgreementText> = {}): AgreementText => ({
  id: ID,
  consumer: { subsystem: CONSUMER },
  provider: { service: `${PROVIDER}/violations` },
  endpoints: [{ method: 'GET', path: '/**' }],
  purpose: { code: 'traffic-violations', ...words },
  legalBasis: words,
  decision: '12/2026',
  from: T0 - DAY,
  until: T0 + DAY,
  quota: { requests: 10, per: 'day' },
  rate: { perSecond: 1, burst: 2 },
  responseFields: ['/plate', '/violations/*/amount'],
  stage: 'live',
  replaces: 'KW/2025/1',
  ...change,
})

type Position = AgreementsContent['positions'][number]

const positionOn = (text: AgreementText, change: Partial<Position> = {}): Position => ({
  agreement: text.id,
  digest: Buffer.from(agreementDigest(text), 'hex').toString('base64'),
  position: 'accepted',
  from: T0 - DAY,
  decision: '7/2026',
  ...change,
})

interface Told {
  readonly text?: Partial<AgreementText>
  readonly provider?: readonly Position[]
  readonly edit?: (code: string, state: StateDraft) => StateDraft
  readonly entry?: Partial<Entry>
}

/** Kuwait wrote the text and accepted it; the Saudi side says what is told, else that it accepts. */
const draftOf = ({ text, provider, edit = (_, state) => state }: Told): Draft => {
  const written = textOf(text)
  const said: Readonly<Record<string, AgreementsContent>> = {
    KW: { texts: [written], positions: [positionOn(written)] },
    SA: { texts: [], positions: [...(provider ?? [positionOn(written)])] },
  }
  return {
    edit: (code, state) => {
      const agreements = said[code]
      return edit(code, agreements === undefined ? state : { ...state, agreements })
    },
  }
}

const judge = async (draft: Draft, entry: Partial<Entry> = {}, keep = (_: string): boolean => true) => {
  const directory = await foundDirectory({}, draft)
  const { parts } = callIn(directory, { request: { agreement: ID, ...entry } }, directory.versions)
  const directories = parts.directories.map(({ version, files }) => ({
    version,
    files: new Map([...files].filter(([name]) => keep(name))),
  }))
  const file = buildBundle({ ...parts, directories })
  expect(compare(file, directory.trustedRoot, NOW)).toEqual({ first: 'valid', second: 'valid' })
  const { first, second } = compareAgreement(file, directory.trustedRoot, NOW)
  expect(second).toBe(first)
  return { found: first, report: verifyBundle(file, { trustedRoot: directory.trustedRoot, now: NOW }) }
}

const grouped = (code: string, state: StateDraft): StateDraft => ({
  ...state,
  registry: {
    ...state.registry,
    subsystems: state.registry.subsystems.map((one) => ({ ...one, groups: ['GCC/traffic'] })),
    services: code === 'SA' ? [{ id: `${PROVIDER}/violations`, type: 'REST', title: words, timeoutMs: 1000 }] : [],
  },
})

describe('both verifiers find', () => {
  it('the text, its digest and both positions', async () => {
    const { found, report } = await judge(draftOf({}))
    const digest = agreementDigest(textOf())
    expect(found).toBe(`AGREED ${digest}`)
    expect(report.proved.find(({ code }) => code === 'AGREED')).toEqual({
      code: 'AGREED',
      item: 1,
      params: {
        agreement: ID,
        digest,
        purpose: 'traffic-violations',
        consumerState: 'KW',
        consumerSince: new Date(T0 - DAY).toISOString(),
        consumerDecision: '7/2026',
        providerState: 'SA',
        providerSince: new Date(T0 - DAY).toISOString(),
        providerDecision: '7/2026',
      },
    })
    for (const language of ['en', 'ar'] as const) {
      const line = renderReport(report, language).find((one) => one.includes(digest))
      for (const part of [ID, 'KW', 'SA', '7/2026']) expect(line).toContain(part)
    }
  })

  it.each<[string, string, Told]>([
    ['no agreement', 'NO_AGREEMENT', { entry: { agreement: null } }],
    ['a text that nobody published', 'AGREEMENT_NOT_SHOWN', { entry: { agreement: 'KW/2026/18' } }],
    ['another name than that of a text', 'AGREEMENT_NOT_SHOWN', { entry: { agreement: 'toString' } }],
    ['one that the provider has not accepted', 'not-accepted', { provider: [] }],
    ['one that was changed since', 'not-accepted', { provider: [positionOn(textOf({ decision: '13/2026' }))] }],
    ['one that the provider suspends', 'suspended', { provider: [positionOn(textOf(), { position: 'suspended' })] }],
    ['one accepted from a later day on', 'not-yet', { provider: [positionOn(textOf(), { from: T0 + 1000 })] }],
    ['one that begins later', 'not-yet', { text: { from: T0 + 1000 } }],
    ['one that has ended', 'expired', { text: { until: T0 } }],
    ['one of another consumer', 'parties', { text: { consumer: { subsystem: 'KW/GOV/MOI/other' } } }],
    ['one of another service', 'parties', { text: { provider: { service: `${PROVIDER}/licences` } } }],
    ['one of a group that they are not in', 'parties', { text: { consumer: { group: 'GCC/traffic' } } }],
    [
      'one of a group that both are in',
      'AGREED',
      {
        text: { consumer: { group: 'GCC/traffic' }, provider: { group: 'GCC/traffic', service: 'violations' } },
        edit: grouped,
      },
    ],
    [
      'one of a state at trial',
      'stage',
      { edit: (code, state) => (code === 'SA' ? { ...state, stage: 'trial' } : state) },
    ],
    [
      'one for trial, of a state at trial',
      'AGREED',
      { text: { stage: 'trial' }, edit: (code, state) => (code === 'SA' ? { ...state, stage: 'trial' } : state) },
    ],
  ])('%s', async (_, expected, told) => {
    const { found } = await judge(draftOf(told), told.entry)
    expect(found.split(' ')).toContain(expected)
  })

  it('a text of the organisation, if its documents are in the bundle', async () => {
    const text = textOf({ id: 'GCC/2017/1', consumer: { group: 'GCC/traffic' } })
    const agreements = { texts: [], positions: [positionOn(text)] }
    const draft: Draft = {
      organisation: { texts: [text], positions: [] },
      edit: (code, state) => (code === 'QA' ? state : { ...grouped(code, state), agreements }),
    }
    expect((await judge(draft, { agreement: text.id })).found).toBe(`AGREED ${agreementDigest(text)}`)
    const without = (name: string) => !name.includes('gcc')
    expect((await judge(draft, { agreement: text.id }, without)).found).toBe('AGREEMENT_NOT_SHOWN')
  })
})

describe('both readers refuse a document with', () => {
  const reads = (content: unknown): boolean => {
    try {
      readAgreements(Buffer.from(canonical(content as Json)), 'KW')
      return true
    } catch (error) {
      if (error instanceof Refused) return false
      throw error
    }
  }
  const document = (content: object) => ({
    format: 'rabt-agreements/1',
    state: 'KW',
    version: 1,
    issued: T0,
    texts: [textOf()],
    positions: [positionOn(textOf())],
    ...content,
  })
  const agree = (content: object): boolean => {
    const second = reads(document(content))
    expect(second).toBe(agreementsSchema.safeParse(document(content)).success)
    return second
  }

  it('nothing wrong: they read it', () => {
    expect(agree({})).toBe(true)
    expect(agree({ texts: [textOf({ quota: null, rate: null, responseFields: null, replaces: null })] })).toBe(true)
  })

  it.each<[string, object]>([
    ['a number with a leading zero', { id: 'KW/2026/017' }],
    ['a consumer of two kinds', { consumer: { subsystem: CONSUMER, group: 'GCC/traffic' } }],
    ['a consumer of none', { consumer: {} }],
    ['a reserved service', { provider: { group: 'GCC/traffic', service: 'getOpenAPI' } }],
    ['no endpoint', { endpoints: [] }],
    ['another method', { endpoints: [{ method: 'get', path: '/**' }] }],
    ['a path that climbs', { endpoints: [{ method: 'GET', path: '/a/../b' }] }],
    ['a path of three stars', { endpoints: [{ method: 'GET', path: '/***' }] }],
    ['a purpose without words', { purpose: { code: 'a', ar: '', en: 'x' } }],
    ['invisible characters', { legalBasis: { ar: 'نص', en: 'a\u202eb' } }],
    ['a decision of nothing', { decision: '' }],
    ['a decision that reads otherwise', { decision: '12\u202e/2026' }],
    ['no end', { until: T0 - DAY }],
    ['more than five years', { until: T0 + 1827 * DAY }],
    ['a quota of nothing', { quota: { requests: 0, per: 'day' } }],
    ['a rate without end', { rate: { perSecond: 1, burst: 100_001 } }],
    ['no response field', { responseFields: [] }],
    ['a wrong pointer', { responseFields: ['/a~2'] }],
    ['a stage that is none', { stage: 'suspended' }],
    ['a text that replaces itself', { replaces: ID }],
    ['a member that nobody knows', { note: 'x' }],
  ])('%s', (_, change) => {
    expect(agree({ texts: [{ ...textOf(), ...change }] })).toBe(false)
  })

  it('a position that is none', () => {
    for (const change of [{ position: 'agreed' }, { digest: 'AAAA' }, { from: -1 }, { agreement: 'x' }, { x: 1 }])
      expect(agree({ positions: [{ ...positionOn(textOf()), ...change }] })).toBe(false)
  })
})
