import { createHash, X509Certificate } from 'node:crypto'
import type { DirectoryClient, DirectoryView } from '@rabt/directory'
import { RabtError, sameBytes } from '@rabt/protocol'
import { type Certificate, GeneralNames } from 'pkijs'
import { OneUseWords } from '../../one-use/words.ts'
import { type Name, nameTypeOf, readCertificate } from '../certificate.ts'
import type { CertificateAuthority } from '../certificate-authority.ts'
import { OID } from '../oid.ts'
import { PROFILES } from '../profiles.ts'
import { type Csr, nameKey, readCsr } from './csr.ts'
import { readSignedRenewal } from './jws.ts'

/** docs/spec/renewal.md §1. */
const NONCE_LIFE_MS = 5 * 60_000

export interface RenewalOptions {
  readonly authority: CertificateAuthority
  /** Code of the authority's state, or GCC. */
  readonly code: string
  /** Read as it is held; asked for anew when it does not list a key. */
  readonly directory: Pick<DirectoryClient, 'view' | 'refresh'>
}

/** Renewal by CSR for gateways without ACME: docs/spec/renewal.md. */
export interface RenewalDesk {
  nonce(): { readonly nonce: string; readonly expires: number }
  /**
   * Checks in the order of §3. DER of the new certificate; rejects with the code of the check that failed, and with DIRECTORY_UNREACHABLE or
   * DIRECTORY_EXPIRED when there is no directory that counts.
   */
  renew(body: Uint8Array): Promise<Uint8Array>
}

export function openRenewalDesk({ authority, code, directory }: RenewalOptions): RenewalDesk {
  const nonces = new OneUseWords(authority.clock, NONCE_LIFE_MS)
  const ca = new X509Certificate(authority.der)
  return {
    nonce: () => {
      const { word, expires } = nonces.next()
      return { nonce: word, expires }
    },
    renew: async (body) => {
      const { current, gateway, nonce, csr } = readSignedRenewal(body)
      if (!nonces.use(nonce)) throw new RabtError('NONCE_INVALID')
      const now = authority.clock()
      refuseForeign(current, ca, gateway, now)
      refuseRevoked(authority, current)
      const isListed = (key: Uint8Array) => newestLists(directory, (view) => lists(view, gateway, code, key))
      const spki = current.publicKey.export({ type: 'spki', format: 'der' })
      if (!(await isListed(spki))) throw refused('the gateway or its current key is not listed')
      const request = readCsr(csr)
      const parsed = readCertificate(current.raw)
      checkCsr(request, parsed, gateway)
      if (!(await isListed(request.spki))) throw new RabtError('CSR_INVALID', {}, { detail: 'its key is not listed' })
      if (sameBytes(request.spki, spki)) refuseEarly(current, now)
      return authority.issue({
        profile: PROFILES.gatewayTls,
        subject: subjectOf(parsed),
        spki: request.spki,
        alternativeNames: parsed.extensions?.find(({ extnID }) => extnID === OID.subjectAltName) ?? null,
      })
    },
  }
}

const refused = (detail: string): RabtError => new RabtError('RENEWAL_REFUSED', {}, { detail })

/** §3.4 */
function refuseForeign(current: X509Certificate, ca: X509Certificate, gateway: string, now: number): void {
  if (!current.checkIssued(ca) || !current.verify(ca.publicKey)) throw refused('of another authority')
  if (now < current.validFromDate.getTime() || now > current.validToDate.getTime()) throw refused('does not last now')
  const names = subjectOf(readCertificate(current.raw)).filter(([type]) => type === 'commonName')
  if (names.length !== 1 || names[0]?.[1] !== gateway) throw refused('of another name')
}

/** §3.4 of the kind, §3.5. What the register does not know was not issued here, whoever signed it. */
function refuseRevoked({ register }: CertificateAuthority, { serialNumber }: X509Certificate): void {
  const issued = register.find(serialNumber.toLowerCase())
  if (issued?.profile !== PROFILES.gatewayTls.name) throw refused('no certificate of a gateway')
  if (issued.revoked !== null) throw refused('taken back')
}

/** Asked for twice: a refresh that was under way may have begun before the key was published. */
const REFRESHES = 2

/**
 * §3.6 counts the newest directory. A gateway may have one that lists its next key before its authority does; refused, it would wait.
 * Only who holds a certificate that is issued here gets so far.
 */
async function newestLists(
  directory: RenewalOptions['directory'],
  isThere: (view: DirectoryView) => boolean,
): Promise<boolean> {
  for (let asked = 0; !isThere(directory.view()); asked++) {
    if (asked === REFRESHES) return false
    // Without an answer the last one stays in use.
    await directory.refresh().catch(() => undefined)
  }
  return true
}

/** §3.6. What is revoked is not in the view. */
function lists(view: DirectoryView, gateway: string, code: string, spki: Uint8Array): boolean {
  const record = view.gateways.get(gateway)
  if (record === undefined || record.state !== code) return false
  const digest = createHash('sha256').update(spki).digest()
  return record.tlsKeys.some((listed) => sameBytes(listed, digest))
}

/** §2, the CSR: it asks for nothing that the current certificate does not have. */
function checkCsr({ subject, names }: Csr, current: Certificate, gateway: string): void {
  const own = new Set(current.subject.typesAndValues.map(({ type, value }) => `${type} ${value.valueBlock.value}`))
  const common = subject.filter(([oid]) => oid === OID.commonName)
  if (common.length !== 1 || common[0]?.[1] !== gateway) throw csrInvalid('its common name is another')
  for (const [oid, value] of subject) if (!own.has(`${oid} ${value}`)) throw csrInvalid(`its subject names ${oid}`)
  const held = new Set(alternativeNames(current).map(nameKey))
  if (names.some((name) => !held.has(name))) throw csrInvalid('it asks for another name')
}

function alternativeNames({ extensions = [] }: Certificate) {
  const found = extensions.find(({ extnID }) => extnID === OID.subjectAltName)
  return found === undefined ? [] : GeneralNames.fromBER(found.extnValue.valueBlock.valueHexView).names
}

const csrInvalid = (detail: string): RabtError => new RabtError('CSR_INVALID', {}, { detail })

/** §3.8: who asks again and again gets nothing more. */
function refuseEarly({ validFromDate, validToDate }: X509Certificate, now: number): void {
  const from = validToDate.getTime() - ((validToDate.getTime() - validFromDate.getTime()) * 2) / 3
  if (now < from) throw new RabtError('RENEWAL_EARLY', { from: new Date(from).toISOString() })
}

function subjectOf({ subject }: Certificate): Name {
  return subject.typesAndValues.map(({ type, value }) => [nameTypeOf(type), String(value.valueBlock.value)] as const)
}
