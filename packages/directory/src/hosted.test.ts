import { expect, test } from 'vitest'
import { isHosted } from './hosted.ts'
import type { DirectoryView } from './view.ts'

const view = {
  gateways: new Map([
    ['KW/GOV/EGOV/gw1', { owner: 'KW/GOV/EGOV' }],
    ['KW/GOV/EGOV/gw2', { owner: 'KW/GOV/EGOV' }],
  ]),
  members: new Map([
    ['KW/GOV/EGOV', {}],
    ['KW/GOV/MOI', {}],
    ['KW/GOV/MOH', {}],
  ]),
  subsystems: new Map([
    ['KW/GOV/MOI/traffic', { member: 'KW/GOV/MOI', gateways: ['KW/GOV/EGOV/gw1'] }],
    ['KW/GOV/MOH/births', { member: 'KW/GOV/MOH', gateways: [] }],
  ]),
} as unknown as DirectoryView

test.each([
  ['KW/GOV/EGOV/gw1', 'KW/GOV/MOI/traffic', true],
  ['KW/GOV/EGOV/gw2', 'KW/GOV/MOI/traffic', false],
  ['KW/GOV/EGOV/gw1', 'KW/GOV/MOI', true],
  ['KW/GOV/EGOV/gw2', 'KW/GOV/MOI', false],
  ['KW/GOV/EGOV/gw2', 'KW/GOV/EGOV', true],
  ['KW/GOV/EGOV/gw1', 'KW/GOV/MOH', false],
  ['KW/GOV/EGOV/gw1', 'KW/GOV/NOBODY', false],
  ['KW/GOV/NOBODY/gw1', 'KW/GOV/EGOV', false],
])('%s speaks for %s: %s', (gateway, party, hosted) => {
  expect(isHosted(view, gateway, party)).toBe(hosted)
})
