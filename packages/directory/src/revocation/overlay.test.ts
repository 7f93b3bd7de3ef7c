import { beforeAll, expect, test } from 'vitest'
import { type Federation, found, NOW } from '../../test/federation.ts'
import { revoke, viewOf } from '../../test/revocation.ts'
import { inForce } from '../agreement.ts'
import { agreementDigest } from '../assemble/agreements.ts'
import { sha256 } from '../codec/digest.ts'
import type { AgreementsContent } from '../document/agreements.ts'
import { agreementsSchema } from '../document/agreements.ts'
import { isHosted } from '../hosted.ts'
import type { Signer } from '../publish/signer.ts'
import type { CheckedView } from '../view.ts'
import { withRevocations } from './overlay.ts'
import { parseRevocation } from './read.ts'
import type { RevocationContent } from './schema.ts'

const GATEWAY = 'KW/GOV/EGOV/gw1'
const SYSTEM = 'KW/GOV/MOI/traffic'
const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Kuwait's systems may ask Saudi Arabia's, by a text that Kuwait wrote and both accepted. */
const TEXT: AgreementsContent['texts'][number] = {
  id: 'KW/2026/1',
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
}

let federation: Federation
let view: CheckedView
beforeAll(async () => {
  const [text] = agreementsSchema.parse({
    format: 'rabt-agreements/1',
    state: 'KW',
    version: 1,
    issued: NOW,
    texts: [TEXT],
    positions: [],
  }).texts
  if (text === undefined) throw new Error('the text is read')
  const digest = b64(Buffer.from(agreementDigest(text), 'hex'))
  const accepted = { agreement: TEXT.id, digest, position: 'accepted' as const, from: NOW, decision: '4/2026' }
  const plain = await found()
  const states = plain.input.states.map((state) =>
    ['KW', 'SA', 'QA'].includes(state.code)
      ? { ...state, agreements: { texts: state.code === 'KW' ? [TEXT] : [], positions: [accepted] } }
      : state,
  )
  federation = await found({ ...plain.input, states })
  view = viewOf(federation)
})

/** The view after what a state says, as it would be read. */
const after = async (
  revoked: Partial<RevocationContent['revoked']>,
  state = 'KW',
  on: CheckedView = view,
): Promise<CheckedView> =>
  withRevocations(on, [parseRevocation(await revoke(federation.input.opsKeys.KW as Signer, { state, revoked }))])

const kuwait = () => {
  const gateway = view.gateways.get(GATEWAY)
  const seal = view.members.get('KW/GOV/MOI')?.sealKeys[0]
  const ca = view.cas.find((one) => one.state === 'KW')
  if (gateway === undefined || seal === undefined || ca === undefined) throw new Error('the fixture has them')
  return { gateway, seal, ca }
}

/** What a view says of the other states. */
const elsewhere = ({ gateways, members, subsystems, services, cas }: CheckedView): unknown =>
  [gateways, members, subsystems, services]
    .map((map) => [...map.values()].filter(({ id }) => !id.startsWith('KW/')))
    .concat([cas.filter(({ state }) => state !== 'KW') as never])

test('without a revocation the view is the very same', () => {
  expect(withRevocations(view, [])).toBe(view)
})

test('a revoked gateway is gone, and no system is hosted there; the systems stay', async () => {
  const less = await after({ gateways: [GATEWAY] })
  const { gateway } = kuwait()
  expect(less.gateways.has(GATEWAY)).toBe(false)
  for (const { use, digest } of gateway.keys) {
    expect(view.gatewayKey(GATEWAY, use, hex(digest))).toBeDefined()
    expect(less.gatewayKey(GATEWAY, use, hex(digest))).toBeUndefined()
  }
  expect(less.subsystems.get(SYSTEM)?.gateways).toEqual([])
  expect(isHosted(less, GATEWAY, SYSTEM)).toBe(false)
  expect(less.services.has(`${SYSTEM}/violations`)).toBe(true)
  expect(elsewhere(less)).toEqual(elsewhere(view))
  expect(less.version).toBe(view.version)
})

test('a revoked TLS key and a revoked lane key are listed no more; the gateway stays', async () => {
  const { gateway } = kuwait()
  const lane = gateway.keys.find((key) => key.use === 'lane')
  if (lane === undefined) throw new Error('the fixture has a lane key')
  const less = await after({ tlsKeys: [b64(gateway.tlsKeys[0] as Uint8Array)], keys: [b64(lane.digest)] })
  expect(less.gateways.get(GATEWAY)?.tlsKeys).toEqual([])
  expect(less.gateways.get(GATEWAY)?.keys.map((key) => key.use)).toEqual(['lane-pq', 'receipt', 'witness'])
  expect(less.gatewayKey(GATEWAY, 'lane', hex(lane.digest))).toBeUndefined()
  expect(less.subsystems.get(SYSTEM)).toBe(view.subsystems.get(SYSTEM))
  expect(elsewhere(less)).toEqual(elsewhere(view))
})

test('digests of another state have no effect on it', async () => {
  const { gateway, ca } = kuwait()
  const keys = gateway.keys.map((key) => b64(key.digest))
  const named = { tlsKeys: gateway.tlsKeys.map(b64), keys, cas: [b64(sha256(ca.certificate))] }
  const less = await after(named, 'SA')
  expect([...less.gateways]).toEqual([...view.gateways])
  expect(less.cas).toEqual(view.cas)
  expect([...less.members]).toEqual([...view.members])
})

test('with a CA go the seals that it issued, and nothing of another CA', async () => {
  const { seal, ca } = kuwait()
  const less = await after({ cas: [b64(sha256(ca.certificate))] })
  expect(less.cas.map(({ state }) => state)).toEqual(['SA', 'QA'])
  expect(less.members.get('KW/GOV/MOI')?.sealKeys).toEqual([])
  expect(view.sealKey('KW/GOV/MOI', hex(seal.digest))).toBe(seal)
  expect(less.sealKey('KW/GOV/MOI', hex(seal.digest))).toBeUndefined()
  expect(less.services.has(`${SYSTEM}/violations`)).toBe(true)
  expect(elsewhere(less)).toEqual(elsewhere(view))
})

test('with a member go its seals, systems and services', async () => {
  const { seal } = kuwait()
  const less = await after({ members: ['KW/GOV/MOI'] })
  expect(less.members.has('KW/GOV/MOI')).toBe(false)
  expect(less.sealKey('KW/GOV/MOI', hex(seal.digest))).toBeUndefined()
  expect(less.subsystems.has(SYSTEM)).toBe(false)
  expect(less.services.has(`${SYSTEM}/violations`)).toBe(false)
  expect(less.members.has('KW/GOV/EGOV')).toBe(true)
  expect(less.gateways.get(GATEWAY)).toBe(view.gateways.get(GATEWAY))
  expect(elsewhere(less)).toEqual(elsewhere(view))
})

test('a state that is taken out has nothing left, and the others have all', async () => {
  const less = await after({ states: ['KW'] }, '*')
  for (const map of [less.gateways, less.members, less.subsystems, less.services])
    expect([...map.keys()].filter((id) => id.startsWith('KW/'))).toEqual([])
  expect(less.cas.some(({ state }) => state === 'KW')).toBe(false)
  expect(less.states.get('KW')?.stage).toBe('suspended')
  expect(less.states.get('SA')).toBe(view.states.get('SA'))
  expect(elsewhere(less)).toEqual(elsewhere(view))
})

const between = (on: CheckedView, consumer: string, provider: string): string | null => {
  const service = `${provider}/GOV/MOI/traffic/violations`
  const [agreement] = on.agreementsFor(service)
  if (agreement === undefined) return 'none'
  expect(on.agreements.get(agreement.id)).toBe(agreement)
  return inForce(on, agreement, `${consumer}/GOV/MOI/traffic`, service, NOW)
}

test('a state takes back its own acceptance, and the others go on', async () => {
  const less = await after({ agreements: [TEXT.id] }, 'SA')
  expect(between(view, 'KW', 'SA')).toBeNull()
  expect(between(less, 'KW', 'SA')).toBe('suspended')
  expect(between(less, 'SA', 'KW')).toBe('suspended')
  expect(between(less, 'KW', 'QA')).toBeNull()
  expect(less.agreementsFor(`SA/GOV/MOI/traffic/violations`)).toBe(less.agreementsFor(`SA/GOV/MOI/traffic/violations`))
  expect(less.agreements.get(TEXT.id)?.positions.get('SA')).toEqual({
    position: 'suspended',
    from: NOW,
    decision: '4/2026',
  })
})

test('an author withdraws its text; who is no party to it changes nothing', async () => {
  expect(between(await after({ agreements: [TEXT.id] }), 'QA', 'SA')).toBe('none')
  const less = await after({ agreements: [TEXT.id, 'KW/2026/99'] }, 'OM')
  for (const [consumer, provider] of [
    ['KW', 'SA'],
    ['SA', 'QA'],
    ['QA', 'KW'],
  ] as const)
    expect(between(less, consumer, provider)).toBeNull()
  expect(less.agreements.has('KW/2026/99')).toBe(false)
})

test('several revocations add up', async () => {
  const less = await after({ members: ['SA/GOV/MOI'] }, 'SA', await after({ gateways: [GATEWAY] }))
  expect(less.gateways.has(GATEWAY)).toBe(false)
  expect(less.members.has('SA/GOV/MOI')).toBe(false)
  expect(less.services.has(`${SYSTEM}/violations`)).toBe(true)
})

test('a view that was made less cannot be changed either', async () => {
  const less = await after({ gateways: [GATEWAY] })
  expect(() => (less.gateways as Map<string, unknown>).set(GATEWAY, {})).toThrow(TypeError)
  expect(Object.isFrozen(less)).toBe(true)
})
