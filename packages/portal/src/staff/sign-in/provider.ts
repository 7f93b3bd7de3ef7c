import * as oidc from 'openid-client'
import { z } from 'zod'
import { type Actor, STAFF_ROLES, type StaffRole } from '../../content/in-tenant.ts'
import { PortalError } from '../../error/portal-error.ts'
import { TENANTS, type Tenant } from '../../record/common.ts'

/** A tenant's identity provider, as portal.json names it. */
export const identitySetting = z.strictObject({
  tenant: z.enum(TENANTS),
  /** Exactly as the provider writes it in its tokens. */
  issuer: z.url(),
  clientId: z.string().min(1).max(200),
  clientSecret: z.string().min(16).max(200),
  /** The claim that says what a person is there, and which of its values are which roles here. */
  claim: z.string().min(1).max(100),
  roles: z.record(z.string().max(100), z.enum(STAFF_ROLES)),
})
export type IdentitySetting = z.infer<typeof identitySetting>

/** What is remembered from the beginning of a sign-in to its end. */
export interface Begun {
  readonly tenant: Tenant
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export interface Identity {
  /** Where the browser goes (RFC 6749 §4.1.1 with PKCE S256, RFC 7636 §4.3). */
  begin(redirect: string): Promise<{ readonly begun: Begun; readonly address: URL }>
  /** Who came back. Throws SIGN_IN_REFUSED, SIGN_IN_NO_ROLE, SIGN_IN_UNREACHABLE. */
  finish(begun: Begun, came: URL): Promise<Actor & { readonly name: string }>
}

/** A loopback provider may speak HTTP, as the sample federation's does. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/

/** One identity provider; found (OpenID Connect Discovery 1.0 §4) when first needed, and again after a failure. */
export function openIdentity(setting: IdentitySetting): Identity {
  const { tenant, issuer, clientId, clientSecret } = setting
  let found: Promise<oidc.Configuration> | undefined
  const configuration = async (): Promise<oidc.Configuration> => {
    found ??= oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
      execute: LOOPBACK.test(issuer) ? [oidc.allowInsecureRequests] : [],
      timeout: 10,
    })
    try {
      return await found
    } catch (cause) {
      found = undefined
      throw new PortalError('SIGN_IN_UNREACHABLE', { tenant }, { cause })
    }
  }
  return {
    async begin(redirect) {
      const config = await configuration()
      const begun = {
        tenant,
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      }
      const address = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirect,
        scope: 'openid profile',
        response_type: 'code',
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      })
      return { begun, address }
    },

    async finish(begun, came) {
      const config = await configuration()
      const claims = await oidc
        .authorizationCodeGrant(config, came, {
          pkceCodeVerifier: begun.verifier,
          expectedState: begun.state,
          expectedNonce: begun.nonce,
          idTokenExpected: true,
        })
        .then((tokens) => tokens.claims())
        .catch((cause: unknown) => {
          throw new PortalError('SIGN_IN_REFUSED', {}, { cause })
        })
      // OpenID Connect Core §3.1.3.7 step 2, also where a provider's own metadata would name another.
      if (claims === undefined || claims.iss !== issuer || !/^[\x21-\x7e]{1,100}$/.test(claims.sub))
        throw new PortalError('SIGN_IN_REFUSED')
      const roles = rolesOf(claims[setting.claim], setting.roles)
      if (roles.length === 0) throw new PortalError('SIGN_IN_NO_ROLE')
      const name = typeof claims.name === 'string' ? claims.name.slice(0, 100) : claims.sub
      return { tenant, person: `${tenant}:${claims.sub}`, roles, name }
    },
  }
}

function rolesOf(claim: unknown, mapping: IdentitySetting['roles']): StaffRole[] {
  const values = Array.isArray(claim) ? claim : [claim]
  return STAFF_ROLES.filter((role) =>
    values.some((value) => typeof value === 'string' && Object.hasOwn(mapping, value) && mapping[value] === role),
  )
}
