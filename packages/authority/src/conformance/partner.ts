import { generateKeyPairSync } from 'node:crypto'
import {
  type Attempt,
  attempt,
  Caller,
  type CaRecord,
  type CheckResult,
  type DirectoryView,
  type Finding,
  type GatewayRecord,
  makeCountedCalls,
  notRun,
  observe,
  observeExchange,
} from '@rabt/directory'
import { pemOf } from '@rabt/protocol'
import { makeCertificate, makeRootCertificate, readCertificate } from '../ca/certificate.ts'
import type { CertificateAuthority } from '../ca/certificate-authority.ts'
import { spkiOf } from '../ca/key-file.ts'
import { PROFILES } from '../ca/profiles.ts'
import { askOcsp } from './ask-ocsp.ts'
import { sendHostileOctets } from './octets.ts'

/** What the partner's part needs of its own state. */
export interface PartnerSide {
  readonly state: string
  /** Identifier of the own gateway. */
  readonly gateway: string
  /** Address of the own gateway's consumer edge. */
  readonly edge: URL
  readonly authority: CertificateAuthority
}

/** The newcomer as the directory shows it. */
export interface Newcomer {
  readonly gateway: GatewayRecord
  readonly cas: readonly CaRecord[]
}

const CONNECTION_MS = 10_000
const OCTETS_MS = 5_000
const FORGED_DAYS_MS = 86_400_000

const sampleSystem = (state: string): string => `${state}/GOV/EGOV/conformance`

/** The newcomer's gateway and CAs, if the directory has both. */
export function newcomerOf(view: DirectoryView, state: string): Newcomer | null {
  const gateway = [...view.gateways.values()].find((each) => each.state === state)
  const cas = view.cas.filter((ca) => ca.state === state)
  return gateway === undefined || cas.length === 0 ? null : { gateway, cas }
}

/** OCSP says that the certificate at the newcomer's link port is good, and its key is a listed one. */
export function observeIdentity({ gateway, cas }: Newcomer): Promise<readonly CheckResult[]> {
  return Promise.all([
    observe('identity.ocsp', CONNECTION_MS, async (signal) => {
      const { certificate } = await attempt(gateway.linkUrl, {}, signal)
      if (certificate === null) return { reason: 'NOT_REACHABLE' }
      const status = await askOcsp(certificate, cas, signal)
      if (status === 'good') return null
      return status === 'silent' ? { reason: 'OCSP_SILENT' } : { reason: 'OCSP_NOT_GOOD', detail: status }
    }),
  ])
}

/** Four connections that the newcomer's link port must refuse. */
export async function observeTls(side: PartnerSide, { gateway }: Newcomer): Promise<readonly CheckResult[]> {
  const { linkUrl } = gateway
  const unlisted = await unlistedCertificate(side)
  const foreign = await foreignCertificate(side)
  const refused = (code: string, options: Parameters<typeof attempt>[1]): Promise<CheckResult> =>
    observe(code, CONNECTION_MS + 1_000, async () =>
      findingOf(await attempt(linkUrl, options, AbortSignal.timeout(CONNECTION_MS))),
    )
  return Promise.all([
    refused('tls.version', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ...unlisted }),
    refused('tls.no-certificate', {}),
    refused('tls.foreign-ca', foreign),
    refused('tls.unlisted-key', unlisted),
  ])
}

function findingOf({ outcome }: Attempt): Finding {
  if (outcome === 'refused') return null
  if (outcome === 'unreachable') return { reason: 'NOT_REACHABLE' }
  // Neither taken nor refused in time: that says nothing of whom it would take.
  return outcome === 'silent' ? { reason: 'TIMED_OUT' } : { reason: 'CONNECTION_ACCEPTED', detail: outcome }
}

/** A certificate of the own authority, with the own gateway's name, for a key that the directory does not list. */
async function unlistedCertificate({ authority, gateway }: PartnerSide) {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const der = await authority.issue({
    profile: PROFILES.gatewayTls,
    spki: spkiOf(key),
    uris: [`urn:rabt:gateway:${gateway}`],
    subject: [['commonName', gateway]],
  })
  return { key: key.export({ type: 'pkcs8', format: 'pem' }), cert: pemOf('CERTIFICATE', der) }
}

/** The same of an authority that nobody lists, made for this moment. */
async function foreignCertificate({ authority, gateway }: PartnerSide) {
  const now = authority.clock()
  const caKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const root = await makeRootCertificate([['commonName', 'nobody']], caKey, spkiOf(caKey), now)
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const { der } = await makeCertificate(
    {
      certificate: readCertificate(root.der),
      key: caKey,
      ocspUrl: `${authority.url}/ocsp`,
      caUrl: `${authority.url}/ca.crt`,
    },
    {
      profile: PROFILES.gatewayTls,
      subject: [['commonName', gateway]],
      spki: spkiOf(key),
      uris: [`urn:rabt:gateway:${gateway}`],
      notBefore: now - FORGED_DAYS_MS,
      notAfter: now + FORGED_DAYS_MS,
    },
  )
  return { key: key.export({ type: 'pkcs8', format: 'pem' }), cert: pemOf('CERTIFICATE', der) }
}

/** Hostile octets at the link port end their connection, and the port serves the next. */
export function observeOctets({ gateway }: Newcomer): Promise<readonly CheckResult[]> {
  return Promise.all([
    observe('input.link-octets', 2 * CONNECTION_MS + 1_000, async () => {
      const ended = await sendHostileOctets(gateway.linkUrl, AbortSignal.timeout(OCTETS_MS))
      const { certificate, outcome } = await attempt(gateway.linkUrl, {}, AbortSignal.timeout(CONNECTION_MS))
      if (certificate === null) return { reason: 'BROKEN_AFTERWARDS', detail: outcome }
      return ended ? null : { reason: 'OCTETS_UNANSWERED' }
    }),
  ])
}

const callerOf = (side: PartnerSide, { gateway }: Newcomer): Caller =>
  new Caller({
    edge: side.edge,
    client: sampleSystem(side.state),
    service: `${sampleSystem(gateway.state)}/echo`,
  })

/** Calls the newcomer's echo as consumer: first whether anything arrives, then the four exchanges. */
export async function observeProvider(side: PartnerSide, newcomer: Newcomer) {
  const caller = callerOf(side, newcomer)
  const link = await observe('link.in', CONNECTION_MS, async (signal) => {
    const { status, fault } = await caller.call('GET', '', signal)
    return status === 200 && fault === null ? null : { reason: 'LINK_DOWN', detail: fault ?? `HTTP ${status}` }
  })
  if (link.result !== 'pass') {
    return {
      results: [link, ...['small', 'large', 'fault', 'slow'].map((of) => notRun(`provider.${of}`))],
      requestId: null,
    }
  }
  const { results, requestId } = await observeExchange('provider', caller)
  return { results: [link, ...results], requestId }
}

/** A series of counted calls, while the newcomer cuts the link. */
export function callThrough(
  side: PartnerSide,
  newcomer: Newcomer,
  series: Parameters<typeof makeCountedCalls>[1],
  signal: AbortSignal,
) {
  return makeCountedCalls(callerOf(side, newcomer), series, signal)
}

/** Whether a certificate is one of the newcomer's gateway that its authority has revoked. */
export async function isRevoked(der: Uint8Array, { cas }: Newcomer): Promise<boolean> {
  return (await askOcsp(der, cas, AbortSignal.timeout(CONNECTION_MS))) === 'revoked'
}
