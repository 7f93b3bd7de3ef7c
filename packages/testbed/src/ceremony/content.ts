import { createHash } from 'node:crypto'
import type { CertificateAuthority } from '@rabt/authority'
import type { RegistryContent, TrustContent } from '@rabt/directory'
import { gatewayId, memberId, serviceId, servicesOf, subsystemId, systemsOf } from '../federation/services.ts'
import type { Party } from '../federation/states.ts'
import type { NodeKeys } from '../node-home/keys.ts'

export interface PartySources {
  readonly party: Party
  readonly authority: CertificateAuthority
  readonly keys: NodeKeys
  readonly linkPort: number
  /** Since when the gateway's keys are valid, Unix ms: the founding. */
  readonly founded: number
}

/** What a party's trust document says: its CA, its OCSP responder, its gateway with address and keys. */
export async function trustContent({ party, authority, keys, linkPort, founded }: PartySources): Promise<TrustContent> {
  const ocspUrl = `${authority.url}/ocsp`
  const { der } = await authority.ocspSigner()
  const id = gatewayId(party.code)
  return {
    cas: [{ certificate: base64(authority.der), ocspUrl }],
    gateways: [
      {
        id,
        owner: memberId(party.code, party.owner),
        name: { ar: `بوابة ربط ${party.name.ar}`, en: `Gateway of the ${party.name.en}` },
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

/** What a party's registry says: its members with their seal certificates, their systems, groups and services. */
export function registryContent({ party, keys }: PartySources): RegistryContent {
  const members = [{ code: party.owner as string, name: party.authority }].concat(
    Object.entries(party.agencies).map(([code, name]) => ({ code, name })),
  )
  return {
    members: members.map(({ code, name }) => {
      const id = memberId(party.code, code)
      const certificate = keys.sealCertificates.get(id)
      return {
        id,
        name,
        sealCertificates: certificate === undefined ? [] : [{ certificate: base64(certificate), retired: null }],
      }
    }),
    subsystems: systemsOf(party.code).map((system) => ({
      id: subsystemId(party.code, system),
      name: system.subsystemName,
      gateways: [gatewayId(party.code)],
      groups: [system.group],
    })),
    services: servicesOf(party.code).map((service) => ({
      id: serviceId(party.code, service),
      type: 'OPENAPI',
      title: service.title,
      timeoutMs: service.timeoutMs,
    })),
    revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
