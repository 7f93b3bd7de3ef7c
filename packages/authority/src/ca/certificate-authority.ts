import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificate, Extension } from 'pkijs'
import { makePrivateDir, writeFileAtomic } from '../files/atomic.ts'
import { BACKDATE_MS, DAY_MS, makeCertificate, makeRootCertificate, type Name, readCertificate } from './certificate.ts'
import { loadOrCreateKey, spkiOf } from './key-file.ts'
import { PROFILES, type Profile } from './profiles.ts'
import { Register, type RevocationReason } from './register.ts'

export interface CertificateAuthorityOptions {
  /** Holds `ca.pem`, `ca.der`, `ocsp.pem`, `ocsp.der` and `register.jsonl`. */
  readonly dir: string
  /** ISO 3166-1 code, or `GCC`. */
  readonly code: string
  readonly organization: string
  /** Base address of the authority's server, without a slash at the end. */
  readonly url: string
  readonly clock: () => number
}

export interface IssueRequest {
  readonly profile: Profile
  readonly subject: Name
  readonly spki: Uint8Array
  readonly uris?: readonly string[]
  /** As of `CertificateRequest`. */
  readonly alternativeNames?: Extension | null
}

export interface OcspSigner {
  readonly key: KeyObject
  readonly certificate: Certificate
  readonly der: Uint8Array
}

/** A state's sample certification authority: one root key, a register of what it issued. */
export interface CertificateAuthority {
  readonly certificate: Certificate
  /** DER of the root certificate. */
  readonly der: Uint8Array
  readonly register: Register
  readonly url: string
  readonly clock: () => number
  /** DER of a new certificate, entered in the register before it is given out. */
  issue(request: IssueRequest): Promise<Uint8Array>
  /** Takes a certificate back by its serial number (hex); false if it is not of this authority. */
  revoke(serial: string, reason: RevocationReason): boolean
  /** The delegated OCSP responder's key and certificate, made the first time. */
  ocspSigner(): Promise<OcspSigner>
  /** Makes a new one if under a third of its life is left; the directory's document then has to name it. */
  renewOcspSigner(): Promise<OcspSigner>
}

/** Opens the authority in `dir`, founding it the first time. */
export async function openCertificateAuthority(options: CertificateAuthorityOptions): Promise<CertificateAuthority> {
  const { dir, code, organization, url, clock } = options
  makePrivateDir(dir)
  const key = loadOrCreateKey(join(dir, 'ca.pem'), 'p256')
  const register = new Register(join(dir, 'register.jsonl'))
  const caFile = join(dir, 'ca.der')
  if (!existsSync(caFile)) {
    const root = await makeRootCertificate(rootName(code, organization), key, spkiOf(key), clock())
    writeFileAtomic(caFile, root.der, 0o644)
  }
  const der = Uint8Array.from(readFileSync(caFile))
  const certificate = readCertificate(der)
  const issuer = { certificate, key, ocspUrl: `${url}/ocsp`, caUrl: `${url}/ca.crt` }

  const issue = async ({ profile, subject, spki, uris = [], alternativeNames }: IssueRequest): Promise<Uint8Array> => {
    const now = clock()
    const notAfter = now + profile.days * DAY_MS
    const names = { uris, alternativeNames }
    const made = await makeCertificate(issuer, {
      ...names,
      profile,
      subject,
      spki,
      notBefore: now - BACKDATE_MS,
      notAfter,
    })
    const name = subject.at(-1)?.[1] ?? ''
    register.recordIssued({ serial: made.serial, profile: profile.name, subject: name, notAfter })
    return made.der
  }

  const ocspSigner = async (isDue: (file: string) => boolean): Promise<OcspSigner> => {
    const signerKey = loadOrCreateKey(join(dir, 'ocsp.pem'), 'p256')
    const file = join(dir, 'ocsp.der')
    if (isDue(file)) {
      const subject: Name = [
        ['organization', organization],
        ['commonName', `Rabt sample OCSP ${code}`],
      ]
      writeFileAtomic(file, await issue({ profile: PROFILES.ocspSigner, subject, spki: spkiOf(signerKey) }), 0o644)
    }
    const signerDer = Uint8Array.from(readFileSync(file))
    return { key: signerKey, certificate: readCertificate(signerDer), der: signerDer }
  }

  return {
    certificate,
    der,
    register,
    url,
    clock,
    issue,
    revoke: (serial, reason) => register.revoke(serial.toLowerCase(), clock(), reason),
    ocspSigner: () => ocspSigner((file) => !existsSync(file)),
    renewOcspSigner: () => ocspSigner((file) => !existsSync(file) || needsRenewal(readFileSync(file), clock())),
  }
}

/** Whether less than a third of a certificate's life is left. */
export function needsRenewal(der: Uint8Array, now: number): boolean {
  const { notBefore, notAfter } = readCertificate(der)
  const life = notAfter.value.getTime() - notBefore.value.getTime()
  return notAfter.value.getTime() - now < life / 3
}

function rootName(code: string, organization: string): Name {
  const country: Name = code.length === 2 ? [['country', code]] : []
  return [...country, ['organization', organization], ['commonName', `Rabt sample authority ${code}`]]
}
