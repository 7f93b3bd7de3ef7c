import { type AgreementsContent, NOTHING_REVOKED, type RegistryContent } from '@rabt/directory'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DirectoryHome, directoryHome, NOW } from '../testing/directory-home.ts'
import { confirm } from './confirm.ts'
import { findTarget } from './target.ts'
import type { Withdrawal } from './withdraw.ts'

const name = { ar: 'اسم', en: 'Name' }
const GATEWAY = 'KW/GOV/EGOV/gw1'
const MEMBERS = ['KW/GOV/MOI', 'KW/GOV/MOCI', 'KW/GOV/MOH']
const DIGEST = 'ab'.repeat(32)
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')

const text = (id: string): AgreementsContent['texts'][number] => ({
  id,
  consumer: { group: 'GCC/traffic' },
  provider: { group: 'GCC/traffic', service: 'violations' },
  endpoints: [{ method: 'GET', path: '**' }],
  purpose: { code: 'traffic-violations', ar: 'المخالفات', en: 'Violations' },
  legalBasis: { ar: 'قرار', en: 'Decision' },
  decision: null,
  from: NOW,
  until: NOW + 1000,
  quota: null,
  rate: null,
  responseFields: null,
  stage: 'live',
  replaces: null,
})

let home: DirectoryHome
beforeEach(async () => {
  const subsystem = { id: 'KW/GOV/MOI/traffic', name, gateways: [], groups: ['GCC/traffic'] }
  const registry = {
    members: MEMBERS.map((id) => ({ id, name, sealCertificates: [] })),
    subsystems: [subsystem],
    maintenance: [],
  }
  home = await directoryHome({
    KW: { registry, agreements: { texts: [text('KW/2026/1')], positions: [] } },
    GCC: { registry: {}, agreements: { texts: [text('GCC/2026/1')], positions: [] } },
  })
})
afterEach(() => home.remove())

const given = (number: number, revoked: Partial<Withdrawal['revoked']>): Withdrawal => ({
  number,
  decision: `${number}/2026`,
  revoked: { ...NOTHING_REVOKED, ...revoked },
})

const take = async (kind: string, id: string, number: number, held: readonly Withdrawal[] = [], as?: string) => {
  const view = await home.view()
  const target = findTarget(view, kind, id, as ?? null)
  const { context, trustedRoot } = home
  await confirm(context, { view, trustedRoot, target, number, decision: `${number}/2026`, held })
}

const kuwait = () => home.read<RegistryContent>('KW', 'registry')
const suspendedOf = ({ members }: RegistryContent) =>
  members.flatMap(({ id, stage }) => (stage === 'suspended' ? [id] : []))

test('what is counted with a revocation is in the documents: also what an earlier one took whose confirmation failed', async () => {
  const held = [
    given(1, { members: ['KW/GOV/MOI'], tlsKeys: [DIGEST], keys: [DIGEST], cas: [DIGEST], gateways: [GATEWAY] }),
    given(2, { agreements: ['GCC/2026/1'] }),
    given(3, { members: ['KW/GOV/MOCI'] }),
    // Given by somebody else meanwhile: it is not counted.
    given(4, { members: ['KW/GOV/MOH'] }),
  ]
  await take('member', 'KW/GOV/MOCI', 3, held)
  const registry = await kuwait()
  expect(suspendedOf(registry)).toEqual(['KW/GOV/MOI', 'KW/GOV/MOCI'])
  const digests = [base64(DIGEST)]
  expect(registry.revoked).toEqual({ gateways: [GATEWAY], tlsKeys: digests, keys: digests, cas: digests })
  expect(registry.revocationsTo).toBe(3)
  const view = await home.view()
  expect(view.issuers.get('KW')?.accounted).toBe(3)
  expect(view.agreements.get('GCC/2026/1')?.positions.get('KW')).toMatchObject({
    position: 'suspended',
    decision: '2/2026',
  })
})

test('the count never falls', async () => {
  await take('member', 'KW/GOV/MOI', 5)
  await take('member', 'KW/GOV/MOCI', 2)
  expect((await kuwait()).revocationsTo).toBe(5)
})

test('an author takes its text away for all; another state only its own acceptance', async () => {
  await take('agreement', 'KW/2026/1', 1)
  const own = await home.read<AgreementsContent>('KW', 'agreements')
  expect(own.texts).toEqual([])
  expect(own.positions).toMatchObject([{ agreement: 'KW/2026/1', position: 'suspended', decision: '1/2026' }])
  expect((await home.view()).agreements.has('KW/2026/1')).toBe(false)

  await take('agreement', 'GCC/2026/1', 2, [], 'KW')
  expect((await home.view()).agreements.get('GCC/2026/1')?.positions.get('KW')?.position).toBe('suspended')
  await take('agreement', 'GCC/2026/1', 1)
  expect((await home.view()).agreements.has('GCC/2026/1')).toBe(false)
})

test('a state taken out by all ends with the confirmation, and not before an earlier one is confirmed too', async () => {
  const standing = async () => {
    const { issuers, states } = await home.view()
    return { accounted: issuers.get('*')?.accounted, SA: states.get('SA')?.stage, QA: states.get('QA')?.stage }
  }
  await take('state', 'SA', 2, [given(1, { states: ['QA'] })])
  expect(await standing()).toEqual({ accounted: 0, SA: 'suspended', QA: 'live' })
  await take('state', 'QA', 3, [given(1, { states: ['QA'] }), given(2, { states: ['SA'] })])
  expect(await standing()).toEqual({ accounted: 3, SA: 'suspended', QA: 'suspended' })
})
