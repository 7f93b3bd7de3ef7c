import { memberOf } from '@rabt/protocol'
import type { Certificate } from '../certificate/certificate.ts'
import { judgeCa, judgeOcspCertificate, judgeSealCertificate, judgeTsaCertificate } from '../certificate/judge.ts'
import { sha256, sha256Hex } from '../codec/digest.ts'
import type { RegistryDocument } from '../document/registry.ts'
import type { TrustDocument } from '../document/trust.ts'
import type { DirectoryIssue } from '../refuse.ts'
import type {
  CaRecord,
  GatewayKey,
  GatewayRecord,
  MaintenanceRecord,
  MemberRecord,
  ResponderRecord,
  SealKey,
  ServiceRecord,
  SubsystemRecord,
} from '../view.ts'
import { type DistinctKeys, keyOf, spkiDigest, spkiOf } from './distinct-keys.ts'
import type { Memo } from './memo.ts'

/** What one state's two documents give. */
export interface StateRecords {
  readonly gateways: readonly GatewayRecord[]
  readonly members: readonly MemberRecord[]
  readonly subsystems: readonly SubsystemRecord[]
  readonly services: readonly ServiceRecord[]
  readonly maintenance: readonly MaintenanceRecord[]
  readonly cas: readonly CaRecord[]
  readonly ocsp: readonly ResponderRecord[]
  readonly tsa: readonly ResponderRecord[]
  readonly issues: readonly DirectoryIssue[]
}

interface Work {
  readonly state: string
  readonly keys: DistinctKeys
  readonly memo: Memo
  readonly issues: DirectoryIssue[]
}

/** A certificate that does not hold only takes itself away: it is left out and named. */
const judged = <T>(work: Work, place: string, judge: () => T): T | null => {
  try {
    return judge()
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable'
    work.issues.push({ place, code: 'CERTIFICATE_INVALID', reason })
    return null
  }
}

/** Throws DIRECTORY_INVALID only if a public key is published twice. */
export const buildState = (
  trust: TrustDocument,
  registry: RegistryDocument,
  keys: DistinctKeys,
  memo: Memo,
): StateRecords => {
  const work: Work = { state: trust.state, keys, memo, issues: [] }
  const { cas, anchors } = buildCas(work, trust, registry)
  const gateways = buildGateways(work, trust, registry)
  // One string a gateway: thousands of subsystems name the same, and every call asks for one of them.
  const alive = new Map(gateways.map(({ id }) => [id, id]))
  const members = registry.members.map((member) => buildMember(work, member, anchors))
  // Without its systems and services nothing of a suspended member can be called or call.
  const suspended = new Set(members.filter((member) => member.stage === 'suspended').map((member) => member.id))
  const isPresent = ({ id }: { readonly id: string }): boolean => suspended.size === 0 || !suspended.has(memberOf(id))
  const issuers = anchors.map((anchor) => anchor.x509.raw)
  const responders = (
    list: TrustDocument['ocsp'],
    use: 'ocsp' | 'tsa',
    judge: (der: Uint8Array, cas: readonly Certificate[]) => Certificate,
  ): readonly ResponderRecord[] =>
    list.flatMap(({ url, certificate }, index) => {
      const place = `${use} ${index + 1} of ${trust.state}`
      const found = judged(work, place, () =>
        memo.once(use, [certificate, ...issuers], () => judge(certificate, anchors)),
      )
      if (found === null) return []
      keys.add(spkiDigest(found.spki), place)
      return [Object.freeze({ state: trust.state, url, certificate })]
    })
  const ocsp = responders(trust.ocsp, 'ocsp', judgeOcspCertificate)
  const tsa = responders(trust.tsa, 'tsa', judgeTsaCertificate)
  return {
    cas,
    gateways,
    members,
    subsystems: registry.subsystems.filter(isPresent).map(({ id, name, gateways: hosts, groups, description }) =>
      Object.freeze({
        id,
        member: id.slice(0, id.lastIndexOf('/')),
        name: Object.freeze(name),
        gateways: Object.freeze(hosts.flatMap((host) => listed(work, alive, host, id))),
        groups: Object.freeze(groups),
        ...(description === undefined ? {} : { description: Object.freeze(description) }),
      }),
    ),
    services: registry.services
      .filter(isPresent)
      .map((service) => Object.freeze({ ...service, title: Object.freeze(service.title) })),
    maintenance: (registry.maintenance ?? []).map((one) =>
      Object.freeze({
        gateway: 'gateway' in one ? one.gateway : null,
        subsystem: 'subsystem' in one ? one.subsystem : null,
        from: one.from,
        until: one.until,
        notice: Object.freeze(one.notice),
      }),
    ),
    ocsp,
    tsa,
    issues: work.issues,
  }
}

const listed = (
  work: Work,
  alive: ReadonlyMap<string, string>,
  gateway: string,
  subsystem: string,
): readonly string[] => {
  const id = alive.get(gateway)
  if (id !== undefined) return [id]
  work.issues.push({ place: subsystem, code: 'DIRECTORY_INVALID', reason: `gateway ${gateway} is not trusted` })
  return []
}

const hexSet = (digests: readonly Uint8Array[]): ReadonlySet<string> =>
  new Set(digests.map((digest) => Buffer.from(digest).toString('hex')))

const buildCas = (
  work: Work,
  trust: TrustDocument,
  registry: RegistryDocument,
): { readonly cas: readonly CaRecord[]; readonly anchors: readonly Certificate[] } => {
  const revoked = hexSet(registry.revoked.cas)
  const cas: CaRecord[] = []
  const anchors: Certificate[] = []
  for (const [index, { certificate, ocspUrl }] of trust.cas.entries()) {
    const place = `CA ${index + 1} of ${work.state}`
    const ca = judged(work, place, () => work.memo.once('ca', [certificate], () => judgeCa(certificate)))
    if (ca === null) continue
    work.keys.add(spkiDigest(ca.spki), place)
    if (revoked.has(sha256Hex(certificate))) continue
    anchors.push(ca)
    cas.push(Object.freeze({ state: work.state, certificate, ocspUrl }))
  }
  return { cas, anchors }
}

const buildGateways = (work: Work, trust: TrustDocument, registry: RegistryDocument): readonly GatewayRecord[] => {
  const revokedGateways = new Set(registry.revoked.gateways)
  const revokedTls = hexSet(registry.revoked.tlsKeys)
  const revokedKeys = hexSet(registry.revoked.keys)
  const gateways: GatewayRecord[] = []
  for (const { id, owner, name, linkUrl, tlsKeys, keys } of trust.gateways) {
    const ready = keys.map(({ use, algorithm, publicKey, from, retired }): GatewayKey => {
      const spki = spkiOf(algorithm, publicKey)
      work.keys.add(spkiDigest(spki), `${use} key of ${id}`)
      const key = work.memo.once('key', [spki], () => keyOf(spki))
      return Object.freeze({ use, publicKey, digest: sha256(publicKey), key, from, retired })
    })
    for (const digest of tlsKeys) work.keys.add(Buffer.from(digest).toString('hex'), `TLS key of ${id}`)
    if (revokedGateways.has(id)) continue
    gateways.push(
      Object.freeze({
        id,
        state: work.state,
        owner,
        name: Object.freeze(name),
        linkUrl,
        tlsKeys: Object.freeze(tlsKeys.filter((digest) => !revokedTls.has(Buffer.from(digest).toString('hex')))),
        keys: Object.freeze(ready.filter((key) => !revokedKeys.has(Buffer.from(key.digest).toString('hex')))),
      }),
    )
  }
  return gateways
}

const buildMember = (
  work: Work,
  { id, name, sealCertificates, stage = 'live', contacts = [] }: RegistryDocument['members'][number],
  anchors: readonly Certificate[],
): MemberRecord => {
  const issuers = anchors.map((anchor) => anchor.x509.raw)
  const sealKeys = sealCertificates.flatMap(({ certificate, retired }, index): readonly SealKey[] => {
    const place = `seal certificate ${index + 1} of ${id}`
    const seal = judged(work, place, () =>
      work.memo.once(`seal ${id}`, [certificate, ...issuers], () => judgeSealCertificate(certificate, id, anchors)),
    )
    if (seal === null) return []
    work.keys.add(spkiDigest(seal.spki), place)
    return [
      Object.freeze({
        digest: sha256(seal.spki),
        key: seal.x509.publicKey,
        certificate,
        notBefore: seal.notBefore,
        notAfter: seal.notAfter,
        retired,
      }),
    ]
  })
  return Object.freeze({
    id,
    state: work.state,
    name: Object.freeze(name),
    stage,
    contacts: Object.freeze(contacts.map((contact) => Object.freeze(contact))),
    sealKeys: Object.freeze(sealKeys),
  })
}
