import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { makeCa } from '../../test/certificate-maker.ts'
import { withCode } from '../../test/code.ts'
import { NOW, registryOf, sealCertificate, trustOf } from '../../test/federation.ts'
import { canonicalBytes } from '../codec/canonical-json.ts'
import { sha256 } from '../codec/digest.ts'
import type { RegistryContent } from '../document/registry.ts'
import type { TrustContent } from '../document/trust.ts'
import { delegationsOf } from '../metadata/names.ts'
import { federationDocument, issueDocument } from '../publish/documents.ts'
import type { CheckedView } from '../view.ts'
import { createMemo } from './memo.ts'
import { type ViewInput, viewFromDocuments } from './view.ts'

const CODES = ['KW', 'SA'] as const
const cas = { KW: makeCa('KW CA', NOW), SA: makeCa('SA CA', NOW) }
let trust: Record<(typeof CODES)[number], TrustContent>
let registry: Record<(typeof CODES)[number], RegistryContent>
beforeAll(() => {
  trust = { KW: trustOf('KW', cas.KW), SA: trustOf('SA', cas.SA) }
  registry = { KW: registryOf('KW', cas.KW), SA: registryOf('SA', cas.SA) }
})

interface Change {
  readonly trust?: Partial<TrustContent>
  readonly registry?: Partial<RegistryContent>
  readonly stage?: 'live' | 'suspended'
  readonly without?: string
  readonly floor?: ReadonlyMap<string, number>
}

/** Kuwait changed as said, Saudi Arabia as it is. */
const build = (change: Change = {}): CheckedView => {
  const documents = new Map<string, Uint8Array>()
  for (const code of CODES) {
    const own = code === 'KW' ? change : {}
    const area = code.toLowerCase()
    const first = issueDocument('trust', code, { ...trust[code], ...own.trust }, 1, NOW)
    const second = issueDocument('registry', code, { ...registry[code], ...own.registry }, 1, NOW)
    documents.set(`${area}/trust.json`, canonicalBytes(first))
    documents.set(`${area}/registry.json`, canonicalBytes(second))
  }
  if (change.without !== undefined) documents.delete(change.without)
  const states = [
    { code: 'KW', name: { ar: 'الكويت', en: 'Kuwait' }, stage: change.stage ?? 'live' },
    { code: 'SA', name: { ar: 'السعودية', en: 'Saudi Arabia' }, stage: 'live' },
  ] as const
  return viewFromDocuments({
    version: { number: 1, hash: Buffer.alloc(32) },
    expires: NOW,
    federation: canonicalBytes(federationDocument({ federation: 'gcc', states })),
    documents,
    delegated: new Set(CODES.flatMap((code) => [...delegationsOf(code).keys()])),
    keys: [],
    issues: [],
    ...(change.floor === undefined ? {} : { floor: change.floor }),
  }).view
}

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const gatewayOf = (code: (typeof CODES)[number]) => {
  const gateway = trust[code].gateways[0]
  if (gateway === undefined) throw new Error('the fixture has a gateway')
  return gateway
}

test('keys are found by their digest and use alone', () => {
  const view = build()
  const gateway = view.gateways.get('KW/GOV/EGOV/gw1')
  const lane = gateway?.keys.find((key) => key.use === 'lane')
  const digest = hex(lane?.digest ?? new Uint8Array())
  expect(digest).toBe(hex(sha256(lane?.publicKey ?? new Uint8Array())))
  expect(view.gatewayKey('KW/GOV/EGOV/gw1', 'lane', digest)).toBe(lane)
  expect(view.gatewayKey('KW/GOV/EGOV/gw1', 'receipt', digest)).toBeUndefined()
  expect(view.gatewayKey('SA/GOV/EGOV/gw1', 'lane', digest)).toBeUndefined()
  const seal = view.members.get('KW/GOV/MOI')?.sealKeys[0]
  expect(view.sealKey('KW/GOV/MOI', hex(seal?.digest ?? new Uint8Array()))).toBe(seal)
  expect(view.sealKey('SA/GOV/MOI', hex(seal?.digest ?? new Uint8Array()))).toBeUndefined()
  expect(gateway?.keys.find((key) => key.use === 'lane-pq')?.key.asymmetricKeyType).toBe('ml-dsa-44')
})

test('a view cannot be changed by who holds it', () => {
  const view = build()
  const members = view.members as Map<string, unknown>
  expect(() => members.set('KW/GOV/X', {})).toThrow(TypeError)
  expect(() => members.delete('KW/GOV/MOI')).toThrow(TypeError)
  expect(() => members.clear()).toThrow(TypeError)
  expect(() => Object.assign(view.gateways.get('KW/GOV/EGOV/gw1') ?? {}, { linkUrl: 'wss://x/' })).toThrow(TypeError)
  expect(() => (view.cas as unknown[]).pop()).toThrow(TypeError)
})

test.each<[string, () => Change]>([
  [
    'for two uses of one gateway',
    () => {
      const gateway = gatewayOf('KW')
      const [lane] = gateway.keys
      if (lane === undefined) throw new Error('the fixture has keys')
      return { trust: { gateways: [{ ...gateway, keys: [lane, { ...lane, use: 'receipt' }] }] } }
    },
  ],
  ['by two states', () => ({ trust: { gateways: [{ ...gatewayOf('KW'), keys: gatewayOf('SA').keys }] } })],
  [
    'as TLS key of two states',
    () => ({ trust: { gateways: [{ ...gatewayOf('KW'), tlsKeys: gatewayOf('SA').tlsKeys }] } }),
  ],
  [
    'as TLS key and in a seal certificate',
    () => {
      const certificate = Buffer.from(registry.KW.members[1]?.sealCertificates[0]?.certificate ?? '', 'base64')
      const spki = build().members.get('KW/GOV/MOI')?.sealKeys[0]?.digest ?? certificate
      return { trust: { gateways: [{ ...gatewayOf('KW'), tlsKeys: [b64(spki)] }] } }
    },
  ],
  ['as CA of two states', () => ({ trust: { cas: trust.SA.cas } })],
  [
    'in a seal certificate given twice',
    () => {
      const [first, second] = registry.KW.members
      if (first === undefined || second === undefined) throw new Error('the fixture has members')
      const certificates = [...second.sealCertificates, ...second.sealCertificates]
      return { registry: { members: [first, { ...second, sealCertificates: certificates }] } }
    },
  ],
])('a public key published twice, %s, refuses the directory and names both places', (_, change) => {
  expect(() => build(change())).toThrow(withCode('DIRECTORY_INVALID', 'the same public key is published at'))
})

test('both places are named', () => {
  const change = { trust: { gateways: [{ ...gatewayOf('KW'), tlsKeys: gatewayOf('SA').tlsKeys }] } }
  expect(() => build(change)).toThrow(
    expect.objectContaining({
      params: expect.objectContaining({ first: 'TLS key of KW/GOV/EGOV/gw1', second: 'TLS key of SA/GOV/EGOV/gw1' }),
    }),
  )
})

const revoked = (what: Partial<RegistryContent['revoked']>): Change => ({
  registry: { revoked: { ...registry.KW.revoked, ...what } },
})

test('a gateway that the online key revokes is gone, and its systems say so', () => {
  const view = build(revoked({ gateways: ['KW/GOV/EGOV/gw1'] }))
  expect([...view.gateways.keys()]).toEqual(['SA/GOV/EGOV/gw1'])
  expect(view.subsystems.get('KW/GOV/MOI/traffic')?.gateways).toEqual([])
  expect(view.issues.map((issue) => issue.place)).toEqual(['KW/GOV/MOI/traffic'])
})

test('single keys that the online key revokes are gone', () => {
  const [lane] = gatewayOf('KW').keys
  const laneDigest = createHash('sha256')
    .update(Buffer.from(lane?.publicKey ?? '', 'base64'))
    .digest()
  const view = build(revoked({ keys: [b64(laneDigest)], tlsKeys: gatewayOf('KW').tlsKeys }))
  expect(view.gateways.get('KW/GOV/EGOV/gw1')?.tlsKeys).toEqual([])
  expect(view.gatewayKey('KW/GOV/EGOV/gw1', 'lane', hex(laneDigest))).toBeUndefined()
  expect(view.gateways.get('KW/GOV/EGOV/gw1')?.keys).toHaveLength(3)
})

test('with a revoked CA go the seal certificates that it issued', () => {
  const view = build(revoked({ cas: [b64(sha256(cas.KW.certificate))] }))
  expect(view.cas.map((ca) => ca.state)).toEqual(['SA'])
  expect(view.members.get('KW/GOV/MOI')?.sealKeys).toEqual([])
  expect(view.issues[0]).toMatchObject({ code: 'CERTIFICATE_INVALID', place: 'seal certificate 1 of KW/GOV/MOI' })
})

test('the revocations of one state do not touch another', () => {
  const view = build(revoked({ tlsKeys: gatewayOf('SA').tlsKeys, cas: [b64(sha256(cas.SA.certificate))] }))
  expect(view.gateways.get('SA/GOV/EGOV/gw1')?.tlsKeys).toHaveLength(1)
  expect(view.members.get('SA/GOV/MOI')?.sealKeys).toHaveLength(1)
})

test("a seal certificate of another state's CA is left out, the rest stands", () => {
  const [first, second] = registry.KW.members
  if (first === undefined || second === undefined) throw new Error('the fixture has members')
  const foreign = { certificate: b64(sealCertificate(cas.SA, 'KW/GOV/MOI')), retired: null }
  const members = [first, { ...second, sealCertificates: [...second.sealCertificates, foreign] }]
  const view = build({ registry: { members } })
  expect(view.members.get('KW/GOV/MOI')?.sealKeys).toHaveLength(1)
  expect(view.issues.map((issue) => issue.place)).toEqual(['seal certificate 2 of KW/GOV/MOI'])
})

test('a certificate that is no CA is left out of the CAs', () => {
  const leaf = { certificate: b64(sealCertificate(cas.KW, 'KW/GOV/MOI')), ocspUrl: 'http://ocsp.kw.invalid/' }
  const view = build({ trust: { cas: [leaf] } })
  expect(view.cas.map((ca) => ca.state)).toEqual(['SA'])
})

test('a state without one of its documents is absent as a whole: its revocations would be unknown', () => {
  const view = build({ without: 'kw/registry.json' })
  expect([...view.gateways.keys()]).toEqual(['SA/GOV/EGOV/gw1'])
  expect(view.issues).toEqual([{ place: 'kw/registry.json', code: 'DIRECTORY_UNREACHABLE', reason: 'not there' }])
})

test('a document that says what it may not say takes only its state out', () => {
  const services = [{ ...(registry.KW.services[0] as RegistryContent['services'][number]), id: 'QA/GOV/MOI/traffic/x' }]
  const view = build({ registry: { services } })
  expect([...view.members.keys()].every((id) => id.startsWith('SA/'))).toBe(true)
  expect(view.issues[0]).toMatchObject({ place: 'kw/registry.json', code: 'DIRECTORY_INVALID' })
})

test('a document below the version seen before takes its state out', () => {
  const view = build({ floor: new Map([['kw/trust.json', 2]]) })
  expect(view.issues).toEqual([{ place: 'kw/trust.json', code: 'DIRECTORY_ROLLBACK', reason: 'version 1 after 2' }])
  expect(view.gateways.has('KW/GOV/EGOV/gw1')).toBe(false)
})

test('the documents of a suspended state are not read', () => {
  const view = build({ stage: 'suspended' })
  expect(view.states.get('KW')?.stage).toBe('suspended')
  expect([...view.gateways.keys()]).toEqual(['SA/GOV/EGOV/gw1'])
  expect(view.issues).toEqual([])
})

/** Milliseconds of this process's processor time: the machine may be busy with other tests. */
const processorMs = (act: () => void): number => {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

test('six states with 1000 systems each cost less than two seconds once, a fifth of it after a change, two microseconds a look-up', () => {
  const codes = ['KW', 'SA', 'QA', 'AE', 'BH', 'OM']
  const documents = new Map<string, Uint8Array>()
  for (const code of codes) {
    const ca = makeCa(`${code} CA`, NOW)
    const members = Array.from({ length: 100 }, (_, index) => `${code}/GOV/A${index}`)
    const subsystems = members.flatMap((id) => Array.from({ length: 10 }, (_, index) => `${id}/s${index}`))
    const name = { ar: 'اسم', en: 'Name' }
    const content: RegistryContent = {
      members: members.map((id) => ({
        id,
        name,
        sealCertificates: [{ certificate: b64(sealCertificate(ca, id)), retired: null }],
      })),
      subsystems: subsystems.map((id) => ({ id, name, gateways: [`${code}/GOV/EGOV/gw1`], groups: ['GCC/traffic'] })),
      services: subsystems.map((id) => ({ id: `${id}/status`, type: 'REST', title: name, timeoutMs: 1000 })),
      revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
    }
    const area = code.toLowerCase()
    documents.set(`${area}/trust.json`, canonicalBytes(issueDocument('trust', code, trustOf(code, ca), 1, NOW)))
    documents.set(`${area}/registry.json`, canonicalBytes(issueDocument('registry', code, content, 1, NOW)))
  }
  const states = codes.map((code) => ({ code, name: { ar: code, en: code }, stage: 'live' as const }))
  const memo = createMemo()
  const input: ViewInput = {
    version: { number: 1, hash: Buffer.alloc(32) },
    expires: NOW,
    federation: canonicalBytes(federationDocument({ federation: 'gcc', states })),
    documents,
    delegated: new Set(codes.flatMap((code) => [...delegationsOf(code).keys()])),
    keys: [],
    issues: [],
    memo,
  }
  const first = processorMs(() => viewFromDocuments(input))
  let view = viewFromDocuments(input).view
  const again = processorMs(() => {
    view = viewFromDocuments(input).view
  })
  expect(view.issues).toEqual([])
  expect(view.subsystems.size).toBe(6000)
  const ids = [...view.services.keys()]
  let found = 0
  const lookUps = processorMs(() => {
    for (let round = 0; round < 20; round += 1) for (const id of ids) if (view.services.has(id)) found += 1
  })
  expect(found).toBe(120_000)
  expect(first).toBeLessThan(2000)
  expect(again).toBeLessThan(400)
  expect((lookUps * 1000) / found).toBeLessThan(2)
})
