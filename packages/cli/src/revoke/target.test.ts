import type { CheckedView } from '@rabt/directory'
import { describe, expect, it } from 'vitest'
import { findTarget } from './target.ts'

const view = {
  states: new Map([
    ['KW', { stage: 'live' }],
    ['AE', { stage: 'suspended' }],
  ]),
  members: new Map([
    ['KW/GOV/MOI', { stage: 'live' }],
    ['KW/GOV/MOH', { stage: 'suspended' }],
  ]),
  gateways: new Map([['KW/GOV/EGOV/gw1', {}]]),
  agreements: new Map([
    ['GCC/2017/1', { positions: new Map([['KW', { position: 'accepted' }]]) }],
    ['GCC/2017/2', { positions: new Map([['KW', { position: 'suspended' }]]) }],
  ]),
} as unknown as CheckedView

const codeOf = (kind: string, id: string, as: string | null = null): string => {
  try {
    return findTarget(view, kind, id, as).issuer
  } catch (error) {
    return (error as { readonly code: string }).code
  }
}

describe('what rabt revoke takes out', () => {
  it('is signed by whose it is', () => {
    expect(codeOf('gateway', 'KW/GOV/EGOV/gw1')).toBe('KW')
    expect(codeOf('member', 'KW/GOV/MOI')).toBe('KW')
    expect(codeOf('state', 'KW')).toBe('*')
    expect(codeOf('agreement', 'GCC/2017/1')).toBe('GCC')
    expect(codeOf('agreement', 'GCC/2017/1', 'KW')).toBe('KW')
  })

  it('is listed', () => {
    for (const [kind, id] of [
      ['gateway', 'KW/GOV/EGOV/gw9'],
      ['member', 'KW/GOV/NOBODY'],
      ['state', 'XX'],
      ['agreement', 'QA/2099/1'],
    ] as const)
      expect(codeOf(kind, id)).toBe('NOT_LISTED')
    expect(codeOf('planet', 'KW')).toBe('USAGE')
    expect(codeOf('member', 'KW/GOV/MOI', 'KW')).toBe('USAGE')
    expect(codeOf('agreement', 'GCC/2017/1', 'ZZ')).toBe('STATE_UNKNOWN')
  })

  it('is not out already: nothing is signed twice', () => {
    expect(codeOf('member', 'KW/GOV/MOH')).toBe('STAGE_REFUSED')
    expect(codeOf('state', 'AE')).toBe('STAGE_REFUSED')
    expect(codeOf('agreement', 'GCC/2017/2', 'KW')).toBe('ALREADY_WITHDRAWN')
  })
})
