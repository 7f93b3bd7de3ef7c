import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { createFederation, EKU, keySigner, type RegistryContent, type Signer, type TrustContent } from '@rabt/directory'
import { extendedKeyUsage, keyUsage, makeCa, makeCertificate, p256 } from '@rabt/directory/testing'
import type { DirectoryVersion } from '@rabt/protocol'

export const NOW = Date.UTC(2026, 10, 24, 12)
const DAY = 86_400_000

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const signer = (): Signer => keySigner(generateKeyPairSync('ed25519').privateKey)
const text = (en: string) => ({ ar: 'اسم', en })
const rawKey = (): string =>
  Buffer.from(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString(
    'base64',
  )

/** Certificates of one state, as its documents hold them. */
export function makeCertificates(code: string) {
  const ca = makeCa(`${code} CA`, NOW - DAY)
  const issue = (subject: string, usage: string, critical: boolean, publicKey: KeyObject = p256().publicKey) =>
    makeCertificate({
      subject,
      issuer: ca,
      publicKey,
      extensions: [keyUsage(0x80), extendedKeyUsage([usage], critical)],
      notBefore: NOW - DAY,
      notAfter: NOW + 80 * DAY,
    })
  return {
    ca,
    seal: issue(`${code}/GOV/MOI`, EKU.memberSeal, false),
    ocsp: issue(`${code} OCSP`, EKU.ocspSigning, false),
    tsa: issue(`${code} TSA`, EKU.timeStamping, true),
  }
}

function trustOf(code: string, certificates: ReturnType<typeof makeCertificates>): TrustContent {
  const key = (use: 'lane' | 'lane-pq' | 'receipt' | 'witness') => ({
    use,
    algorithm: use === 'lane-pq' ? ('ml-dsa-44' as const) : ('ed25519' as const),
    publicKey: use === 'lane-pq' ? base64(randomBytes(1312)) : rawKey(),
    from: NOW - DAY,
    retired: null,
  })
  return {
    cas: [{ certificate: base64(certificates.ca.certificate), ocspUrl: 'http://ocsp.invalid/' }],
    gateways: [
      {
        id: `${code}/GOV/EGOV/gw1`,
        owner: `${code}/GOV/EGOV`,
        name: text('Gateway'),
        linkUrl: 'wss://gw1.invalid:8102/link',
        tlsKeys: [base64(randomBytes(32))],
        keys: [key('lane'), key('lane-pq'), key('receipt'), key('witness')],
      },
    ],
    ocsp: [{ url: 'http://ocsp.invalid/', certificate: base64(certificates.ocsp) }],
    tsa: [{ url: 'http://tsa.invalid/', certificate: base64(certificates.tsa) }],
  }
}

const registryOf = (code: string, seal: Uint8Array): RegistryContent => ({
  members: [
    { id: `${code}/GOV/EGOV`, name: text('E-government'), sealCertificates: [] },
    { id: `${code}/GOV/MOI`, name: text('Interior'), sealCertificates: [{ certificate: base64(seal), retired: null }] },
  ],
  subsystems: [
    {
      id: `${code}/GOV/MOI/traffic`,
      name: text('Traffic'),
      gateways: [`${code}/GOV/EGOV/gw1`],
      groups: ['GCC/traffic'],
    },
  ],
  services: [{ id: `${code}/GOV/MOI/traffic/violations`, type: 'REST', title: text('Violations'), timeoutMs: 60_000 }],
  revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
})

const CODES = ['KW', 'SA', 'QA'] as const

/** A founded federation of three states with the keys that sign it, so that what is changed can be signed again. */
export async function foundFederation() {
  const certificates = new Map(CODES.map((code) => [code as string, makeCertificates(code)]))
  const rootKeys = [signer(), signer(), signer(), signer()]
  const stateKeys = Object.fromEntries(CODES.map((code) => [code, signer()]))
  const opsKeys = Object.fromEntries(CODES.map((code) => [code, signer()]))
  const onlineKeys = { snapshot: signer(), timestamp: signer() }
  const files = await createFederation({
    federation: 'test',
    states: CODES.map((code) => {
      const own = certificates.get(code) as ReturnType<typeof makeCertificates>
      const stage = 'live' as const
      return { code, name: text(code), stage, trust: trustOf(code, own), registry: registryOf(code, own.seal) }
    }),
    rootKeys,
    stateKeys,
    opsKeys,
    onlineKeys,
    now: NOW - DAY,
  })
  return { files, certificates, rootKeys, stateKeys, opsKeys, onlineKeys }
}

export type Federation = Awaited<ReturnType<typeof foundFederation>>

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

export const snapshotVersion = (number: number, bytes: Uint8Array): DirectoryVersion => ({
  number,
  hash: sha256(bytes),
})

/** The one file of a repository whose name ends so. */
export function fileEnding(files: ReadonlyMap<string, Uint8Array>, ending: string): readonly [string, Buffer] {
  for (const [name, bytes] of files) if (name.endsWith(ending)) return [name, Buffer.from(bytes)]
  throw new Error(`no file ${ending}`)
}
