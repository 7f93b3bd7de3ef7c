import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Provider } from 'oidc-provider'
import type { PartyCode } from '../federation/states.ts'
import { PORTAL_PEOPLE } from './people.ts'

export const PORTAL_CLIENT = 'rabt-portal'

export interface ProviderOptions {
  readonly code: PartyCode
  /** `http://127.0.0.1:8060/kw` */
  readonly issuer: string
  /** Where the portal takes people back. */
  readonly redirect: string
  readonly secret: string
}

/** A state's sample identity provider: code flow with PKCE alone, keys and sessions of this process. */
export function createProvider({ code, issuer, redirect, secret }: ProviderOptions): Provider {
  const prefix = code.toLowerCase()
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: PORTAL_CLIENT,
        client_secret: secret,
        redirect_uris: [redirect],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: prefix, use: 'sig', alg: 'ES256' }] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    cookies: {
      keys: [randomBytes(32).toString('hex')],
      // Seven providers share a host, and so the browser's cookies.
      names: {
        session: `${prefix}_session`,
        interaction: `${prefix}_interaction`,
        resume: `${prefix}_resume`,
      },
    },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'groups'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, userinfo: { enabled: false } },
    responseTypes: ['code'],
    ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 60, AuthorizationCode: 60, IdToken: 300 },
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/${prefix}/people/${uid}` },
    findAccount: (_: unknown, id: string) => accountOf(id),
    // The portal is the state's own: nobody is asked whether it may know them.
    loadExistingGrant: async (context: GrantContext) => {
      const grant = new provider.Grant({
        accountId: context.oidc.session.accountId,
        clientId: context.oidc.client.clientId,
      })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })
  return provider.on('server_error', (_, error) => console.error(`identity provider of ${code}: ${error.message}`))
}

interface GrantContext {
  readonly oidc: { readonly session: { readonly accountId: string }; readonly client: { readonly clientId: string } }
}

function accountOf(id: string) {
  const person = PORTAL_PEOPLE.find((one) => one.id === id)
  if (person === undefined) return undefined
  return { accountId: id, claims: () => ({ sub: id, name: person.name.ar, groups: person.groups }) }
}
