import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import {
  type AgreementsContent,
  type AgreementText,
  agreementDigest,
  createFederation,
  EKU,
  type FoundingState,
  keySigner,
  type RegistryContent,
  type Signer,
  type TrustContent,
} from '@rabt/directory'
import { extendedKeyUsage, type Issuer, keyUsage, makeCa, makeCertificate, p256 } from '@rabt/directory/testing'

/** Size of the federation that DESIGN §9 names: 6 000 subsystems in six states, and what goes with them. */
export const SIZE = { states: 6, members: 200, subsystems: 1000, services: 1000, texts: 500 } as const

const CODES = ['KW', 'SA', 'QA', 'AE', 'BH', 'OM'] as const
const HOUR = 3_600_000
const DAY = 24 * HOUR

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const words = (ar: string, en: string) => ({ ar, en })
const newSigner = (): Signer => keySigner(generateKeyPairSync('ed25519').privateKey)
const rawKey = (): string => base64(Buffer.from(publicEd25519().export({ format: 'jwk' }).x ?? '', 'base64url'))
const publicEd25519 = (): KeyObject => generateKeyPairSync('ed25519').publicKey

const gatewayOf = (code: string): string => `${code}/GOV/EGOV/gw1`
const memberOf = (code: string, n: number): string => (n === 0 ? `${code}/GOV/EGOV` : `${code}/GOV/AGENCY${n}`)
const subsystemOf = (code: string, n: number): string => `${memberOf(code, n % SIZE.members)}/system${n}`
const serviceOf = (code: string, n: number): string => `${subsystemOf(code, n)}/service`

const trustOf = (code: string, ca: Uint8Array, now: number): TrustContent => ({
  cas: [{ certificate: base64(ca), ocspUrl: `http://ocsp.${code.toLowerCase()}.invalid/` }],
  gateways: [
    {
      id: gatewayOf(code),
      owner: `${code}/GOV/EGOV`,
      name: words('بوابة', 'Gateway'),
      linkUrl: `wss://gw1.${code.toLowerCase()}.invalid:8102/link`,
      tlsKeys: [base64(randomBytes(32))],
      keys: [
        { use: 'lane', algorithm: 'ed25519', publicKey: rawKey(), from: now, retired: null },
        { use: 'lane-pq', algorithm: 'ml-dsa-44', publicKey: base64(randomBytes(1312)), from: now, retired: null },
        { use: 'receipt', algorithm: 'ed25519', publicKey: rawKey(), from: now, retired: null },
        { use: 'witness', algorithm: 'ed25519', publicKey: rawKey(), from: now, retired: null },
      ],
    },
  ],
  ocsp: [],
  tsa: [],
})

const sealOf = (ca: Issuer, member: string, now: number): string =>
  base64(
    makeCertificate({
      subject: member,
      issuer: ca,
      publicKey: p256().publicKey,
      extensions: [keyUsage(0x80), extendedKeyUsage([EKU.memberSeal])],
      notBefore: now - DAY,
      notAfter: now + 90 * DAY,
    }),
  )

const registryOf = (code: string, ca: Issuer, now: number): RegistryContent => ({
  members: Array.from({ length: SIZE.members }, (_, n) => ({
    id: memberOf(code, n),
    name: words(`جهة ${n}`, `Agency ${n}`),
    sealCertificates: [{ certificate: sealOf(ca, memberOf(code, n), now), retired: null }],
  })),
  subsystems: Array.from({ length: SIZE.subsystems }, (_, n) => ({
    id: subsystemOf(code, n),
    name: words(`نظام ${n}`, `System ${n}`),
    gateways: [gatewayOf(code)],
    groups: [`GCC/group${n % 50}`],
  })),
  services: Array.from({ length: SIZE.services }, (_, n) => ({
    id: serviceOf(code, n),
    type: 'REST' as const,
    title: words(`خدمة ${n}`, `Service ${n}`),
    timeoutMs: 60_000,
  })),
  revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
})

/** What systems of the state `at` ask of systems of the states after it. */
const textsOf = (at: number, now: number): readonly AgreementText[] =>
  Array.from({ length: SIZE.texts }, (_, n): AgreementText => {
    const [code, other] = [CODES[at % 6] as string, CODES[(at + 1 + (n % 5)) % 6] as string]
    return {
      id: `${code}/2026/${n + 1}`,
      consumer: { subsystem: subsystemOf(code, n) },
      provider: { service: serviceOf(other, n) },
      endpoints: [{ method: 'GET', path: '/**' }],
      purpose: { code: 'verification', ...words('التحقق من بيانات', 'Verifying data') },
      legalBasis: words('اتفاقية بين الدولتين', 'An agreement of the two states'),
      decision: '12/2026',
      from: now - DAY,
      until: now + 300 * DAY,
      quota: { requests: 10_000, per: 'day' },
      rate: null,
      responseFields: null,
      stage: 'live',
      replaces: null,
    }
  })

/** A call that an agreement of the world carries. */
export interface WorldCall {
  readonly consumer: string
  readonly service: string
}

export interface World {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly trustedRoot: Uint8Array
  readonly calls: readonly WorldCall[]
}

/** A founded federation of that size. `now`: Unix ms; it is founded an hour before. */
export async function makeWorld(now: number): Promise<World> {
  const founded = now - HOUR
  const texts = CODES.map((_, at) => textsOf(at, founded))
  const positions = (code: string): AgreementsContent['positions'] =>
    texts.flat().flatMap((text) => {
      const service = 'service' in text.provider ? text.provider.service : ''
      if (!text.id.startsWith(`${code}/`) && !service.startsWith(`${code}/`)) return []
      const digest = Buffer.from(agreementDigest(text), 'hex').toString('base64')
      return [{ agreement: text.id, digest, position: 'accepted' as const, from: founded, decision: '12/2026' }]
    })
  const keys = { state: new Map<string, Signer>(), ops: new Map<string, Signer>() }
  const states = CODES.map((code, at): FoundingState => {
    const ca = makeCa(`${code} member CA`, founded - DAY)
    keys.state.set(code, newSigner())
    keys.ops.set(code, newSigner())
    return {
      code,
      name: words(code, code),
      stage: 'live',
      trust: trustOf(code, ca.certificate, founded),
      registry: registryOf(code, ca, founded),
      agreements: { texts: [...(texts[at] ?? [])], positions: positions(code) },
    }
  })
  const files = await createFederation({
    federation: 'gcc',
    states,
    rootKeys: CODES.map(newSigner),
    stateKeys: Object.fromEntries(keys.state),
    opsKeys: Object.fromEntries(keys.ops),
    onlineKeys: { snapshot: newSigner(), timestamp: newSigner() },
    now: founded,
  })
  const calls = texts.flat().map(({ consumer, provider }) => ({
    consumer: 'subsystem' in consumer ? consumer.subsystem : '',
    service: provider.service,
  }))
  return { files, trustedRoot: files.get('metadata/1.root.json') as Uint8Array, calls }
}
