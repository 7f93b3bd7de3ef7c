import { generateKeyPairSync, randomBytes } from 'node:crypto'
import {
  createFederation,
  EKU,
  type FoundingInput,
  type FoundingState,
  keySigner,
  memoryRepository,
  type RegistryContent,
  type Repository,
  repositoryFetch,
  type Signer,
  type TrustContent,
} from '../src/index.ts'
import { type Authority, extendedKeyUsage, keyUsage, makeCa, makeCertificate, p256 } from './certificate-maker.ts'

export const NOW = Date.parse('2026-11-24T08:00:00Z')
export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const MIRROR = 'http://mirror.kw.invalid/directory'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export const newSigner = (): Signer => keySigner(generateKeyPairSync('ed25519').privateKey)

export const rawEd25519 = (): string => {
  const { publicKey } = generateKeyPairSync('ed25519')
  return base64(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
}

export const sealCertificate = (ca: Authority, member: string, notBefore = NOW - DAY): Buffer =>
  makeCertificate({
    subject: member,
    issuer: ca,
    publicKey: p256().publicKey,
    extensions: [keyUsage(0x80), extendedKeyUsage([EKU.memberSeal])],
    notBefore,
    notAfter: notBefore + 90 * DAY,
  })

export const trustOf = (code: string, ca: Authority): TrustContent => ({
  cas: [{ certificate: base64(ca.certificate), ocspUrl: `http://ocsp.${code.toLowerCase()}.invalid/` }],
  gateways: [
    {
      id: `${code}/GOV/EGOV/gw1`,
      owner: `${code}/GOV/EGOV`,
      name: { ar: 'بوابة', en: 'Gateway' },
      linkUrl: `wss://gw1.${code.toLowerCase()}.invalid:8102/link`,
      tlsKeys: [base64(randomBytes(32))],
      keys: [
        { use: 'lane', algorithm: 'ed25519', publicKey: rawEd25519(), from: NOW, retired: null },
        { use: 'lane-pq', algorithm: 'ml-dsa-44', publicKey: base64(randomBytes(1312)), from: NOW, retired: null },
        { use: 'receipt', algorithm: 'ed25519', publicKey: rawEd25519(), from: NOW, retired: null },
        { use: 'witness', algorithm: 'ed25519', publicKey: rawEd25519(), from: NOW, retired: null },
      ],
    },
  ],
  ocsp: [],
  tsa: [],
})

export const registryOf = (code: string, ca: Authority): RegistryContent => ({
  members: [
    { id: `${code}/GOV/EGOV`, name: { ar: 'الحكومة', en: 'E-government' }, sealCertificates: [] },
    {
      id: `${code}/GOV/MOI`,
      name: { ar: 'الداخلية', en: 'Interior' },
      sealCertificates: [{ certificate: base64(sealCertificate(ca, `${code}/GOV/MOI`)), retired: null }],
    },
  ],
  subsystems: [
    {
      id: `${code}/GOV/MOI/traffic`,
      name: { ar: 'المرور', en: 'Traffic' },
      gateways: [`${code}/GOV/EGOV/gw1`],
      groups: ['GCC/traffic'],
    },
  ],
  services: [
    {
      id: `${code}/GOV/MOI/traffic/violations`,
      type: 'OPENAPI',
      title: { ar: 'المخالفات', en: 'Violations' },
      timeoutMs: 60_000,
    },
  ],
  revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
})

const STATES = [
  ['KW', 'الكويت', 'Kuwait', 'live'],
  ['SA', 'السعودية', 'Saudi Arabia', 'live'],
  ['QA', 'قطر', 'Qatar', 'live'],
  ['AE', 'الإمارات', 'United Arab Emirates', 'candidate'],
  ['BH', 'البحرين', 'Bahrain', 'candidate'],
  ['OM', 'عمان', 'Oman', 'candidate'],
] as const

export interface Federation {
  readonly input: FoundingInput
  readonly cas: Readonly<Record<string, Authority>>
  readonly files: Map<string, Uint8Array>
  readonly repository: Repository
  readonly trustedRoot: Uint8Array
  readonly trust: Readonly<Record<string, TrustContent>>
  readonly registry: Readonly<Record<string, RegistryContent>>
}

/** A founded federation in memory: six states, the first three with a gateway, a member, a system and a service. */
export const found = async (changes: Partial<FoundingInput> = {}): Promise<Federation> => {
  const cas: Record<string, Authority> = {}
  const trust: Record<string, TrustContent> = {}
  const registry: Record<string, RegistryContent> = {}
  const keys: Record<'state' | 'ops', Record<string, Signer>> = { state: {}, ops: {} }
  const states = STATES.map(([code, ar, en, stage]): FoundingState => {
    keys.state[code] = newSigner()
    keys.ops[code] = newSigner()
    const entry = { code, name: { ar, en }, stage }
    if (stage !== 'live') return entry
    const ca = makeCa(`${code} member CA`, NOW - DAY)
    cas[code] = ca
    trust[code] = trustOf(code, ca)
    registry[code] = registryOf(code, ca)
    return { ...entry, trust: trust[code], registry: registry[code] }
  })
  const input: FoundingInput = {
    federation: 'gcc',
    states,
    organisation: { key: newSigner() },
    rootKeys: STATES.map(() => newSigner()),
    stateKeys: keys.state,
    opsKeys: keys.ops,
    onlineKeys: { snapshot: newSigner(), timestamp: newSigner() },
    now: NOW,
    ...changes,
  }
  const files = await createFederation(input)
  const trustedRoot = files.get('metadata/1.root.json') as Uint8Array
  return { input, cas, files, repository: memoryRepository(files), trustedRoot, trust, registry }
}

export const fetchOf = (federation: Federation) => repositoryFetch(federation.repository, MIRROR)
