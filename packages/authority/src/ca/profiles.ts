import { OID } from './oid.ts'

/** What a certificate of a testbed authority is for. */
export interface Profile {
  readonly name: string
  /** RFC 5280 §4.2.1.12 extended key usages; the seal's is the federation's own. */
  readonly usages: readonly string[]
  readonly usagesCritical: boolean
  readonly days: number
  /** Reachable as localhost (RFC 5280 §4.2.1.6 dNSName and iPAddress). */
  readonly server: boolean
  /** RFC 6960 §4.2.2.2.1: a responder is not itself asked about. */
  readonly noCheck: boolean
}

const profile = (name: string, usages: readonly string[], days: number, more: Partial<Profile> = {}): Profile => ({
  name,
  usages,
  days,
  usagesCritical: false,
  server: false,
  noCheck: false,
  ...more,
})

export const PROFILES = {
  /** Both ends of a link; short-lived, renewed with the same key, because the directory lists the key. */
  gatewayTls: profile('gateway-tls', [OID.serverAuth, OID.clientAuth, OID.link], 7, { server: true }),
  serverTls: profile('server-tls', [OID.serverAuth], 30, { server: true }),
  /** Usage alone and common name are judged by the directory (docs/spec/directory.md §4). */
  memberSeal: profile('member-seal', [OID.memberSeal], 365, { usagesCritical: true }),
  clientSystem: profile('client-system', [OID.clientAuth], 365),
  /** Listed in the state's signed document, so it lives as long as a document may stay as it is. */
  ocspSigner: profile('ocsp-signer', [OID.ocspSigning], 365, { noCheck: true }),
} as const satisfies Record<string, Profile>
