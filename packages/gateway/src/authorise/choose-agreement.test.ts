import type { AgreementRecord, DirectoryView } from '@rabt/directory'
import type { RabtError } from '@rabt/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VIEW } from '../edge-consumer/testing/directory.ts'
import { type Choice, chooseAgreement } from './choose-agreement.ts'
import { acceptedBy, agreementOf, withAgreements } from './testing/agreements.ts'
import { type Wish, WishedPath } from './wish.ts'

const NOW = 1_800_000_000_000
const service = 'QA/GOV/MOI/traffic/violations'
const consumer = 'KW/GOV/MOI/traffic'
const grouped = { ...VIEW.subsystems.get(consumer), groups: ['GCC/traffic'] } as never
const view: DirectoryView = { ...VIEW, subsystems: new Map([...VIEW.subsystems, [consumer, grouped]]) }

interface Asked extends Partial<Wish>, Partial<Choice> {
  readonly view?: DirectoryView
}

function ask(agreements: readonly AgreementRecord[], asked: Asked = {}): AgreementRecord {
  const { agreement = null, purpose = null, view: base = view, ...wish } = asked
  const full = { consumer, service, method: 'GET', path: '/api/x', ...wish }
  return chooseAgreement(withAgreements(base, agreements), full, { agreement, purpose }, NOW)
}

function refusal(agreements: readonly AgreementRecord[], asked: Asked = {}): RabtError {
  try {
    ask(agreements, asked)
  } catch (error) {
    return error as RabtError
  }
  throw new Error('not refused')
}

const endpoint = (method: string, path: string) => ({ endpoints: [{ method, path }] })

describe('an agreement is chosen', () => {
  it('that covers the call, the first in force of the directory’s order', () => {
    const agreements = [
      agreementOf({ id: 'KW/2026/1', ...endpoint('POST', '**') }),
      agreementOf({ id: 'KW/2026/2', until: NOW }),
      agreementOf({ id: 'KW/2026/3', ...endpoint('GET', '/api/*') }),
      agreementOf({ id: 'KW/2026/4' }),
    ]
    expect(ask(agreements).id).toBe('KW/2026/3')
    expect(ask(agreements, { method: 'PUT' }).id).toBe('KW/2026/4')
  })

  it('that is named, or whose purpose is named, among several', () => {
    const other = { code: 'licences', ar: 'رخص', en: 'Licences' }
    const agreements = [agreementOf({ id: 'KW/2026/1' }), agreementOf({ id: 'KW/2026/2', purpose: other })]
    expect(ask(agreements, { agreement: 'KW/2026/2' }).id).toBe('KW/2026/2')
    expect(ask(agreements, { purpose: 'licences' }).id).toBe('KW/2026/2')
    expect(refusal(agreements, { agreement: 'KW/2026/1', purpose: 'licences' }).code).toBe('PURPOSE_MISMATCH')
    expect(refusal(agreements, { purpose: 'Licences' }).params).toEqual({ agreement: 'KW/2026/1', purpose: 'Licences' })
    expect(refusal(agreements, { agreement: 'KW/2026/3' }).code).toBe('AGREEMENT_UNKNOWN')
  })

  it('that names a group of the consumer or of the provider', () => {
    const byGroup = agreementOf({ consumer: { group: 'GCC/traffic' } })
    expect(ask([byGroup]).id).toBe(byGroup.id)
    expect(refusal([byGroup], { consumer: 'KW/GOV/MOI/elsewhere' }).code).toBe('AGREEMENT_MISSING')
    const provided = agreementOf({ provider: { group: 'GCC/traffic', service: 'violations' } })
    expect(refusal([provided]).code).toBe('AGREEMENT_MISSING')
    const host = { ...VIEW.subsystems.get('QA/GOV/MOI/traffic'), groups: ['GCC/traffic'] } as never
    const joined = { ...view, subsystems: new Map([...view.subsystems, ['QA/GOV/MOI/traffic', host]]) }
    expect(ask([provided], { view: joined }).id).toBe(provided.id)
  })

  it('by the path / carries a call of the service by its name alone', () => {
    expect(ask([agreementOf(endpoint('GET', '/'))], { path: '' }).id).toBe('KW/2026/7')
    expect(refusal([agreementOf(endpoint('GET', '/'))], { path: '/x' }).code).toBe('AGREEMENT_MISSING')
  })
})

describe('no agreement', () => {
  it.each([
    ['there is none', [], {}],
    ['another consumer', [agreementOf()], { consumer: 'SA/GOV/MOI/traffic' }],
    ['a consumer that the directory does not know', [agreementOf()], { consumer: 'OM/GOV/NOBODY/x' }],
    ['another service', [agreementOf()], { service: `${service}2` }],
    ['another method', [agreementOf(endpoint('POST', '**'))], {}],
    ['a method of other case', [agreementOf(endpoint('GET', '**'))], { method: 'get' }],
    ['another path', [agreementOf(endpoint('*', '/api/*'))], { path: '/api/x/y' }],
    ['an encoded climb', [agreementOf(endpoint('*', '/api/*'))], { path: '/api/%2e%2e/z' }],
    ['an encoded slash that makes two segments', [agreementOf(endpoint('*', '/api/*'))], { path: '/api/x%2Fy' }],
    ['the empty path under a longer one', [agreementOf(endpoint('*', '/api/**'))], { path: '' }],
    ['a group taken for a subsystem', [agreementOf({ consumer: { subsystem: 'GCC/traffic' } })], {}],
    ['a subsystem taken for a group', [agreementOf({ consumer: { group: consumer } })], {}],
  ] as const)('covers the call: %s', (_, agreements, asked) => {
    expect(refusal(agreements, asked).code).toBe('AGREEMENT_MISSING')
  })

  it('is asked about a path that climbs above the root', () => {
    expect(refusal([agreementOf()], { path: '/a/../../b' }).code).toBe('ACCESS_DENIED')
    for (const path of ['', '/', '//', '/a//b/./c/x/../d', '/a%2Fb', '/a;v=1'] as const)
      expect(ask([agreementOf()], { path }).id).toBe('KW/2026/7')
  })
})

describe('an agreement that covers the call and is not in force', () => {
  const suspended = new Map([
    ...acceptedBy('KW'),
    ['QA', { position: 'suspended' as const, from: NOW - 1_000, decision: 'QA/9' }] as const,
  ])
  const later = new Map([
    ...acceptedBy('KW'),
    ['QA', { position: 'accepted' as const, from: NOW + 1_000, decision: null }] as const,
  ])

  it.each([
    ['AGREEMENT_EXPIRED', { until: NOW }, { until: '2027-01-15T08:00:00Z' }],
    ['AGREEMENT_NOT_YET', { from: NOW + 1 }, { from: '2027-01-15T08:00:00Z', seconds: '1' }],
    ['AGREEMENT_NOT_YET', { positions: later }, { from: '2027-01-15T08:00:01Z', seconds: '1' }],
    ['AGREEMENT_NOT_ACCEPTED', { positions: acceptedBy('KW') }, { states: 'QA' }],
    ['AGREEMENT_NOT_ACCEPTED', { positions: acceptedBy() }, { states: 'KW, QA' }],
    ['AGREEMENT_SUSPENDED', { positions: suspended }, { states: 'QA', since: '2027-01-15T07:59:59Z' }],
  ] as const)('says why: %s', (code, change, says) => {
    const error = refusal([agreementOf(change)])
    expect([error.code, error.params]).toEqual([code, { agreement: 'KW/2026/7', ...says }])
  })

  it('needs both states and both members to have joined far enough', () => {
    const states = new Map(VIEW.states)
    states.set('QA', { code: 'QA', name: { ar: 'قطر', en: 'Qatar' }, stage: 'candidate' })
    const candidate = { ...view, states }
    const says = { agreement: 'KW/2026/7', stage: 'trial', party: 'QA', reached: 'candidate' }
    expect(refusal([agreementOf({ stage: 'trial' })], { view: candidate }).params).toEqual(says)
    expect(ask([agreementOf({ stage: 'candidate' })], { view: candidate }).id).toBe('KW/2026/7')
  })

  it('is named by what somebody can still change about it', () => {
    const expired = agreementOf({ id: 'KW/2026/1', until: NOW })
    const open = agreementOf({ id: 'KW/2026/2', positions: acceptedBy('KW') })
    const halted = agreementOf({ id: 'KW/2026/3', positions: suspended })
    expect(refusal([expired, open]).params).toEqual({ agreement: 'KW/2026/2', states: 'QA' })
    expect(refusal([expired, halted, open]).code).toBe('AGREEMENT_SUSPENDED')
  })
})

describe('a path', () => {
  const covers = (pattern: string, path: string) =>
    new WishedPath({ method: 'GET', path }).isCovered(agreementOf(endpoint('GET', pattern)))

  it('is covered in every reading or not at all', () => {
    expect(covers('/api/*', '/api/x')).toBe(true)
    expect(covers('/api/**', '/api/a/../b')).toBe(true)
    expect(covers('/api/**', '/api/a/../../secret')).toBe(false)
    expect(covers('/api/**', '/secret/../api/a')).toBe(false)
    expect(covers('/api/**', '/api//../secret')).toBe(false)
    expect(covers('/api/**', '/api/..;/secret')).toBe(false)
    expect(covers('/*/y', '//y')).toBe(false)
    expect(covers('/in/**', '/in//../in;/')).toBe(false)
    expect(covers('/in/**', '/in/x;y/..//z')).toBe(true)
  })

  it('is covered by one endpoint, not by several together', () => {
    const two = agreementOf({
      endpoints: [
        { method: 'GET', path: '/a/*' },
        { method: 'GET', path: '/b' },
      ],
    })
    expect(new WishedPath({ method: 'GET', path: '/b' }).isCovered(two)).toBe(true)
    expect(new WishedPath({ method: 'GET', path: '/a/../b' }).isCovered(two)).toBe(false)
  })

  it('never leaves its prefix, whichever way a system resolves it', () => {
    const pieces = ['/', '.', '..', 'in', 'out', '%2e', '%2f', '%252e', '%252f', ';', '//', '\u00e9', '%C3%A9']
    const decodeFully = (path: string) => {
      let text = path
      for (let i = 0; i < 4; i++)
        text = text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      return text
    }
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (list) => {
        const path = `/in/${list.join('')}`
        let covered = false
        try {
          covered = covers('/in/**', path)
        } catch (error) {
          expect(error).toEqual(expect.objectContaining({ name: 'RabtError', code: 'ACCESS_DENIED' }))
        }
        if (!covered) return
        // WHATWG URL is a resolver that is not ours; it also cuts nothing off, so `;` is taken away first as some servers do.
        for (const read of [
          path,
          decodeFully(path),
          decodeFully(path).replace(/;[^/]*/g, ''),
          decodeFully(path).replace(/\/+/g, '/'),
        ]) {
          expect(new URL(`http://h${read}`).pathname.startsWith('/in/')).toBe(true)
        }
      }),
      { numRuns: 5_000 },
    )
  })
})
