import { FrozenMap } from '../assemble/frozen-map.ts'
import type { FederationDocument } from '../document/federation.ts'
import { authorityOf, ORGANISATION } from '../metadata/names.ts'
import type { RoleSigners } from '../metadata/version.ts'

/** Issuer of a revocation that takes whole states out: the threshold of the root's keys. */
export const FEDERATION_ISSUER = '*'

/** Who may sign the revocations of one code, and which of them the directory has already taken into account. */
export interface RevocationIssuer {
  readonly code: string
  /** Any one of these roles is enough, by name, with the keys and threshold of its delegation. */
  readonly roles: ReadonlyMap<string, RoleSigners>
  /** Number of the last revocation that the directory accounts for: it and those before count no more. */
  readonly accounted: number
}

/** Issuers by code: each state and the organisation that has a delegation, and the federation itself (docs/spec/revocation.md §2). */
export const issuersOf = (
  signers: ReadonlyMap<string, RoleSigners>,
  federation: FederationDocument,
  accounted: ReadonlyMap<string, number>,
): ReadonlyMap<string, RevocationIssuer> => {
  const issuers: RevocationIssuer[] = []
  const add = (code: string, names: readonly string[], settled: number): void => {
    const roles = new FrozenMap(
      [...new Set(names)].flatMap((name) => {
        const role = signers.get(name)
        return role === undefined ? [] : [[name, role] as const]
      }),
    )
    if (roles.size > 0) issuers.push(Object.freeze({ code, roles, accounted: settled }))
  }
  for (const code of [...federation.states.map((state) => state.code), ORGANISATION]) {
    const { trust, registry } = authorityOf(code)
    add(code, [trust.role, registry.role], accounted.get(code) ?? 0)
  }
  add(FEDERATION_ISSUER, ['root'], federation.revocationsTo ?? 0)
  return new FrozenMap(issuers.map((issuer) => [issuer.code, issuer]))
}
