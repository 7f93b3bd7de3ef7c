import { createPublicKey } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import type { Name } from './certificate.ts'
import type { CertificateAuthority } from './certificate-authority.ts'
import { OID } from './oid.ts'
import { PROFILES } from './profiles.ts'
import { type Csr, readCsr } from './renewal/csr.ts'

/** DER of a new certificate for a member's seal. Rejects with CSR_INVALID. */
export type CertifySeal = (member: string, csr: Uint8Array) => Promise<Uint8Array>

/** Issues seal certificates of one state: for whom, people have decided; for which key, the request proves. */
export function openSealDesk(authority: CertificateAuthority, code: string, organization: string): CertifySeal {
  return async (member, der) => {
    const { spki } = readSealCsr(member, der)
    const country: Name = code.length === 2 ? [['country', code]] : []
    return authority.issue({
      profile: PROFILES.memberSeal,
      spki,
      subject: [...country, ['organization', organization], ['commonName', member]],
    })
  }
}

/** A P-256 key whose holder asks under the member's name, and for no other. Throws CSR_INVALID. */
export function readSealCsr(member: string, der: Uint8Array): Csr {
  const csr = readCsr(der)
  const names = csr.subject.filter(([oid]) => oid === OID.commonName)
  const key = createPublicKey({ key: Buffer.from(csr.spki), format: 'der', type: 'spki' })
  const isSeal = key.asymmetricKeyDetails?.namedCurve === 'prime256v1' && csr.names.length === 0
  if (isSeal && names.length === 1 && names[0]?.[1] === member) return csr
  throw new RabtError('CSR_INVALID', {}, { detail: 'of another name or kind' })
}
