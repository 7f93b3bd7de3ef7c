import { X509Certificate } from 'node:crypto'
import { FrozenMap } from '../assemble/frozen-map.ts'
import { sha256Hex } from '../codec/digest.ts'
import type { CheckedView, GatewayRecord, MemberRecord, ResponderRecord, SealKey } from '../view.ts'
import { withoutAgreements } from './agreements.ts'
import type { Revocation } from './revocation.ts'
import { type Taken, takenBy } from './taken.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/**
 * The view without what the revocations take away: the same records, look-ups as fast as before. Made once for each view
 * and set of revocations. It adds nothing, and an issuer's revocation touches nothing of another's (docs/spec/revocation.md §3).
 */
export const withRevocations = (view: CheckedView, revocations: readonly Revocation[]): CheckedView => {
  if (revocations.length === 0) return view
  const taken = takenBy(revocations)
  const fallen = fallenCas(view, taken)
  const gateways = view.gateways.size === 0 ? view.gateways : withoutGateways(view.gateways, taken)
  const { members, lost } = withoutMembers(view.members, taken, fallen)
  const subsystems = new FrozenMap(
    [...view.subsystems].flatMap(([id, record]) => {
      if (!members.has(record.member)) return []
      const hosts = record.gateways.filter((gateway) => gateways.has(gateway))
      const same = hosts.length === record.gateways.length
      return [[id, same ? record : Object.freeze({ ...record, gateways: Object.freeze(hosts) })] as const]
    }),
  )
  return Object.freeze({
    ...view,
    states: new FrozenMap(
      [...view.states].map(([code, record]) =>
        taken.states.has(code) ? [code, Object.freeze({ ...record, stage: 'suspended' })] : [code, record],
      ),
    ),
    gateways,
    members,
    subsystems,
    services: new FrozenMap([...view.services].filter(([id]) => subsystems.has(id.slice(0, id.lastIndexOf('/'))))),
    cas: Object.freeze(
      view.cas.filter((ca) => !taken.all(ca.state) && !taken.of(ca.state, 'cas', sha256Hex(ca.certificate))),
    ),
    ocspResponders: withoutResponders(view.ocspResponders, taken, fallen),
    timestampAuthorities: withoutResponders(view.timestampAuthorities, taken, fallen),
    ...withoutAgreements(view, taken),
    gatewayKey: (gateway, use, digestHex) => {
      const record = gateways.get(gateway)
      return record === undefined || taken.of(record.state, 'keys', digestHex)
        ? undefined
        : view.gatewayKey(gateway, use, digestHex)
    },
    sealKey: (member, digestHex) =>
      members.has(member) && !lost.has(`${member} ${digestHex}`) ? view.sealKey(member, digestHex) : undefined,
  } satisfies CheckedView)
}

/** CAs that go, by state: what they issued goes with them. */
const fallenCas = (view: CheckedView, taken: Taken): ReadonlyMap<string, readonly X509Certificate[]> => {
  const fallen = new Map<string, X509Certificate[]>()
  for (const { state, certificate } of view.cas) {
    if (!taken.of(state, 'cas', sha256Hex(certificate))) continue
    fallen.set(state, [...(fallen.get(state) ?? []), new X509Certificate(certificate)])
  }
  return fallen
}

const issuedBy = (der: Uint8Array, cas: readonly X509Certificate[]): boolean => {
  const certificate = new X509Certificate(der)
  return cas.some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey))
}

const withoutGateways = (
  gateways: ReadonlyMap<string, GatewayRecord>,
  taken: Taken,
): ReadonlyMap<string, GatewayRecord> =>
  new FrozenMap(
    [...gateways].flatMap(([id, record]) => {
      const { state } = record
      if (taken.all(state) || taken.of(state, 'gateways', id)) return []
      const tlsKeys = record.tlsKeys.filter((digest) => !taken.of(state, 'tlsKeys', hex(digest)))
      const keys = record.keys.filter((key) => !taken.of(state, 'keys', hex(key.digest)))
      if (tlsKeys.length === record.tlsKeys.length && keys.length === record.keys.length) return [[id, record] as const]
      return [[id, Object.freeze({ ...record, tlsKeys: Object.freeze(tlsKeys), keys: Object.freeze(keys) })] as const]
    }),
  )

/** Also which seal keys are gone although their member stays, as `member digest`. */
const withoutMembers = (
  all: ReadonlyMap<string, MemberRecord>,
  taken: Taken,
  fallen: ReadonlyMap<string, readonly X509Certificate[]>,
): { readonly members: ReadonlyMap<string, MemberRecord>; readonly lost: ReadonlySet<string> } => {
  const lost = new Set<string>()
  const keep = (id: string, cas: readonly X509Certificate[], key: SealKey): boolean => {
    if (!issuedBy(key.certificate, cas)) return true
    lost.add(`${id} ${hex(key.digest)}`)
    return false
  }
  const members = new FrozenMap(
    [...all].flatMap(([id, record]) => {
      if (taken.all(record.state) || taken.of(record.state, 'members', id)) return []
      const cas = fallen.get(record.state)
      if (cas === undefined) return [[id, record] as const]
      const sealKeys = Object.freeze(record.sealKeys.filter((key) => keep(id, cas, key)))
      return [[id, Object.freeze({ ...record, sealKeys })] as const]
    }),
  )
  return { members, lost }
}

const withoutResponders = (
  responders: readonly ResponderRecord[],
  taken: Taken,
  fallen: ReadonlyMap<string, readonly X509Certificate[]>,
): readonly ResponderRecord[] =>
  Object.freeze(
    responders.filter(({ state, certificate }) => !taken.all(state) && !issuedBy(certificate, fallen.get(state) ?? [])),
  )
