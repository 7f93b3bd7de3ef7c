import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makePrivateDir, writeFileAtomic } from '@rabt/authority'
import { PARTIES } from '../federation/states.ts'
import { PORTAL_ROLES } from './people.ts'
import { PORTAL_CLIENT } from './provider.ts'
import { issuerOf } from './server.ts'

/** The portal's secrets at the sample providers, by code; made once, in a file of mode 0600. */
export function identitySecrets(file: string): Readonly<Record<string, string>> {
  if (!existsSync(file)) {
    makePrivateDir(dirname(file))
    const made = Object.fromEntries(PARTIES.map(({ code }) => [code, randomBytes(32).toString('base64url')]))
    writeFileAtomic(file, `${JSON.stringify(made, null, 2)}\n`)
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>
}

/** `identities` of portal.json. */
export function identitySettings(origin: string, secrets: Readonly<Record<string, string>>) {
  return PARTIES.map(({ code }) => ({
    tenant: code,
    issuer: issuerOf(origin, code),
    clientId: PORTAL_CLIENT,
    clientSecret: secrets[code] ?? '',
    claim: 'groups',
    roles: PORTAL_ROLES,
  }))
}
