import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateDir, writeFileAtomic } from '@rabt/authority'
import type { Layout } from '../ceremony/layout.ts'
import { identityPort, nodePorts, portalPort } from '../federation/ports.ts'
import { SECRETARIAT } from '../federation/states.ts'
import { identitySecrets, identitySettings } from '../identity/prepare.ts'
import type { NodeDatabase } from '../postgres/database.ts'

const DATABASE = 'rabt_portal'

/** Made up, as its number says: no meeting of the states decided on the sample portal. */
const FOUNDING = { number: 'SAMPLE-1/2026', on: '2026-01-01' }

interface PortalPlace {
  readonly portBase: number
  readonly database: { readonly host: string; readonly port: number }
}

/** Secrets of the portal at the sample identity providers. */
export const identityFile = (at: Layout): string => join(at.identity, 'secrets.json')

/**
 * Writes `portal.json` (0600). Settings that an operator added stay; addresses, database, node and identity providers are the supervisor's.
 */
export function preparePortalHome(at: Layout, { portBase, database }: PortalPlace): NodeDatabase {
  makePrivateDir(at.portal)
  const file = join(at.portal, 'portal.json')
  const before: { readonly database?: { readonly password?: string } } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {}
  const own = {
    database: DATABASE,
    user: DATABASE,
    password: before.database?.password ?? randomBytes(24).toString('base64url'),
  }
  const { http, admin } = nodePorts(portBase, SECRETARIAT.code)
  const node = at.node(SECRETARIAT.code)
  const config = {
    launch: FOUNDING,
    ...before,
    listen: { host: '127.0.0.1', port: portalPort(portBase) },
    baseUrl: `http://127.0.0.1:${portalPort(portBase)}`,
    database: { ...database, ...own },
    node: {
      edge: `http://127.0.0.1:${http}`,
      admin: {
        url: `https://127.0.0.1:${admin}`,
        tokenFile: join(node, 'admin.token'),
        caFile: join(node, 'keys', 'ca.crt'),
      },
      rootFile: at.root,
    },
    identities: identitySettings(`http://127.0.0.1:${identityPort(portBase)}`, identitySecrets(identityFile(at))),
  }
  writeFileAtomic(file, `${JSON.stringify(config, null, 2)}\n`)
  return own
}
