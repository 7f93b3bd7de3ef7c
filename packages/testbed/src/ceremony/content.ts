import { createHash } from 'node:crypto'
import type { CertificateAuthority } from '@rabt/authority'
import type { RegistryContent, TrustContent } from '@rabt/directory'
import { gatewayId, memberId, SERVICES, serviceId, subsystemId } from '../federation/services.ts'
import { SECRETARIAT, type StateDescription } from '../federation/states.ts'
import type { NodeKeys } from '../node-home/keys.ts'

export interface StateSources {
  readonly state: StateDescription
  readonly authority: CertificateAuthority
  readonly keys: NodeKeys
  readonly linkPort: number
  /** Since when the gateway's keys are valid, Unix ms: the founding. */
  readonly founded: number
}

/** What a state's offline key says: its CA, its OCSP responder, its gateway with address and keys. */
export async function trustContent({ state, authority, keys, linkPort, founded }: StateSources): Promise<TrustContent> {
  const ocspUrl = `${authority.url}/ocsp`
  const { der } = await authority.ocspSigner()
  const id = gatewayId(state.code)
  return {
    cas: [{ certificate: base64(authority.der), ocspUrl }],
    gateways: [
      {
        id,
        owner: memberId(state.code, 'EGOV'),
        name: { ar: `بوابة ربط ${state.name.ar}`, en: `Gateway of the ${state.name.en}` },
        linkUrl: `wss://127.0.0.1:${linkPort}/link`,
        tlsKeys: [base64(sha256(keys.tlsSpki))],
        keys: keys.published.map(({ use, algorithm, publicKey }) => ({
          use,
          algorithm,
          publicKey: base64(publicKey),
          from: founded,
          retired: null,
        })),
      },
    ],
    ocsp: [{ url: ocspUrl, certificate: base64(der) }],
    tsa: [],
  }
}

/** What a state's online key says: its members with their seal certificates, their systems, groups and services. */
export function registryContent({ state, keys }: StateSources): RegistryContent {
  const members = [{ code: 'EGOV', name: state.authority }].concat(
    Object.entries(state.agencies).map(([code, name]) => ({ code, name })),
  )
  return {
    members: members.map(({ code, name }) => {
      const id = memberId(state.code, code)
      const certificate = keys.sealCertificates.get(id)
      return {
        id,
        name,
        sealCertificates: certificate === undefined ? [] : [{ certificate: base64(certificate), retired: null }],
      }
    }),
    subsystems: SERVICES.map((service) => ({
      id: subsystemId(state.code, service),
      name: service.subsystemName,
      gateways: [gatewayId(state.code)],
      groups: [service.group],
    })),
    services: SERVICES.map((service) => ({
      id: serviceId(state.code, service),
      type: 'OPENAPI',
      title: service.title,
      timeoutMs: 30_000,
    })),
    revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
  }
}

/** The General Secretariat is a member under `GCC/`; its node comes with its systems later. */
export function secretariatRegistry(): RegistryContent {
  return {
    members: [{ id: `${SECRETARIAT.code}/GOV/SG`, name: SECRETARIAT.member, sealCertificates: [] }],
    subsystems: [],
    services: [],
    revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
