import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type CertificateAuthority,
  type KeyKind,
  loadOrCreateKey,
  makePrivateDir,
  needsRenewal,
  PROFILES,
  type Profile,
  rawPublicKey,
  spkiOf,
  writeFileAtomic,
} from '@rabt/authority'
import { derOfPem, pemOf } from '@rabt/protocol'
import { sealedMembers } from '../federation/sealed-members.ts'
import { gatewayId } from '../federation/services.ts'
import { type Party, SECRETARIAT } from '../federation/states.ts'

export interface PublishedKey {
  readonly use: 'lane' | 'lane-pq' | 'receipt' | 'witness'
  readonly algorithm: 'ed25519' | 'ml-dsa-44'
  /** Raw bytes. */
  readonly publicKey: Uint8Array
}

/** What of a node's keys the directory publishes. */
export interface NodeKeys {
  readonly tlsSpki: Uint8Array
  readonly published: readonly PublishedKey[]
  /** DER by member. */
  readonly sealCertificates: ReadonlyMap<string, Uint8Array>
}

const SIGNING_KEYS = [
  { use: 'lane', algorithm: 'ed25519' },
  { use: 'lane-pq', algorithm: 'ml-dsa-44' },
  { use: 'receipt', algorithm: 'ed25519' },
  { use: 'witness', algorithm: 'ed25519' },
] as const satisfies readonly { readonly use: PublishedKey['use']; readonly algorithm: KeyKind }[]

/**
 * Makes or renews all keys and certificates of a node under `dir`: `lane.pem`, `lane-pq.pem`, `receipt.pem`,
 * `witness.pem`; `tls`, `edge` and `admin` (`.pem`, `.crt`); `ca.crt`; `members/<encoded member>` (`.pem`, `.crt`).
 * Keys stay; a certificate is issued anew when under a third of its life is left or its authority is another.
 */
export async function prepareKeys(dir: string, party: Party, authority: CertificateAuthority): Promise<NodeKeys> {
  makePrivateDir(dir)
  makePrivateDir(join(dir, 'members'))
  const published = SIGNING_KEYS.map(({ use, algorithm }) => ({
    use,
    algorithm,
    publicKey: rawPublicKey(loadOrCreateKey(join(dir, `${use}.pem`), algorithm)),
  }))
  writeFileAtomic(join(dir, 'ca.crt'), pemOf('CERTIFICATE', authority.der), 0o644)
  const id = gatewayId(party.code)
  const certify = (base: string, profile: Profile, commonName: string, uris: readonly string[] = []) =>
    ensureCertificate(join(dir, base), authority, profile, party, commonName, uris)
  await certify('tls', PROFILES.gatewayTls, id, [`urn:rabt:gateway:${id}`])
  await certify('edge', PROFILES.serverTls, 'localhost')
  await certify('admin', PROFILES.serverTls, 'localhost')
  const sealCertificates = new Map<string, Uint8Array>()
  for (const member of sealedMembers(party)) {
    sealCertificates.set(
      member,
      await certify(join('members', encodeURIComponent(member)), PROFILES.memberSeal, member),
    )
  }
  return { tlsSpki: spkiOf(loadOrCreateKey(join(dir, 'tls.pem'), 'p256')), published, sealCertificates }
}

/** Makes `<base>.pem` and `<base>.crt`, or renews the certificate; DER of the valid one. */
export async function ensureCertificate(
  base: string,
  authority: CertificateAuthority,
  profile: Profile,
  party: Party,
  commonName: string,
  uris: readonly string[] = [],
): Promise<Uint8Array> {
  const spki = spkiOf(loadOrCreateKey(`${base}.pem`, 'p256'))
  const file = `${base}.crt`
  if (existsSync(file)) {
    const der = derOfPem(readFileSync(file, 'utf8'))
    if (certifiesKey(der, spki) && !needsRenewal(der, authority.clock())) return der
  }
  const der = await authority.issue({
    profile,
    spki,
    uris,
    subject: [
      // X.520 §6.3.1: a country by its ISO 3166-1 code; the General Secretariat has none.
      ...(party.code === SECRETARIAT.code ? [] : [['country', party.code] as const]),
      ['organization', party.authority.en],
      ['commonName', commonName],
    ],
  })
  writeFileAtomic(file, pemOf('CERTIFICATE', der), 0o644)
  return der
}

/** A key file that was lost and made anew leaves a certificate of another key beside it. */
function certifiesKey(der: Uint8Array, spki: Uint8Array): boolean {
  return new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }).equals(spki)
}
