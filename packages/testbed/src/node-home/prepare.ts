import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateDir, writeFileAtomic } from '@rabt/authority'
import { FEDERATION, readTrustedRoot } from '../ceremony/found.ts'
import type { Layout } from '../ceremony/layout.ts'
import { nodePorts } from '../federation/ports.ts'
import { gatewayId } from '../federation/services.ts'
import { PARTIES, type Party } from '../federation/states.ts'
import type { NodeDatabase } from '../postgres/database.ts'

interface Server {
  readonly host: string
  readonly port: number
}

export interface NodePlace {
  readonly portBase: number
  readonly database: Server
  /** Of every `node.json` that is made; what stands there already stays. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/**
 * Writes a node's `node.json` (0600), its copy of the trusted root and, once, its `admin.token` (0600). Settings that
 * an operator added to `node.json` stay; addresses, database and directory are the supervisor's.
 */
export function prepareNodeHome(at: Layout, party: Party, place: NodePlace): NodeDatabase {
  const dir = at.node(party.code)
  makePrivateDir(dir)
  const before = readBefore(join(dir, 'node.json'))
  const database = databaseFor(`rabt_${party.code.toLowerCase()}`, before)
  const { http, https, link, admin, authority } = nodePorts(place.portBase, party.code)
  const config = {
    ...place.settings,
    ...before,
    node: party.code.toLowerCase(),
    federation: FEDERATION,
    instance: party.code,
    gateway: gatewayId(party.code),
    listen: { host: '127.0.0.1', http, https, link, admin },
    database: { ...place.database, ...database },
    directory: { mirrors: mirrors(place.portBase, party.code), root: 'root.json' },
    keys: 'keys',
    renewal: renewalOf(before, `http://127.0.0.1:${authority}/`),
  }
  writeFileAtomic(join(dir, 'node.json'), `${JSON.stringify(config, null, 2)}\n`)
  writeFileAtomic(join(dir, 'root.json'), readTrustedRoot(at), 0o644)
  ensureToken(join(dir, 'admin.token'))
  return database
}

/** The own authority certifies the link's key anew, unless the operator has named an ACME server. */
function renewalOf({ renewal }: Before, url: string) {
  return renewal?.kind === 'acme' ? renewal : { kind: 'authority', url }
}

/** Writes what an authority needs besides its own files: `authority.json` (0600) with its database. What else stands there stays. */
export function prepareAuthorityHome(at: Layout, { code }: Party, server: Server): NodeDatabase {
  const dir = at.authority(code)
  makePrivateDir(dir)
  const file = join(dir, 'authority.json')
  const before = readBefore(file)
  const database = databaseFor(`rabt_authority_${code.toLowerCase()}`, before)
  writeFileAtomic(file, `${JSON.stringify({ ...before, database: { ...server, ...database } }, null, 2)}\n`)
  return database
}

function databaseFor(name: string, { database }: Before): NodeDatabase {
  return { database: name, user: name, password: database?.password ?? randomBytes(24).toString('base64url') }
}

/** Every authority mirrors the whole directory; a node asks its own first. */
function mirrors(portBase: number, own: string): readonly string[] {
  const others = PARTIES.map(({ code }) => code).filter((code) => code !== own)
  return [own, ...others].map((code) => `http://127.0.0.1:${nodePorts(portBase, code).authority}/directory/`)
}

interface Before {
  readonly renewal?: { readonly kind: string }
  readonly database?: { readonly password?: string }
}

function readBefore(file: string): Before {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Before) : {}
}

function ensureToken(file: string): void {
  if (!existsSync(file)) writeFileAtomic(file, `${randomBytes(32).toString('base64url')}\n`)
  chmodSync(file, 0o600)
}
