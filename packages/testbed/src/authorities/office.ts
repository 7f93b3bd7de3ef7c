import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type CertificateAuthority,
  createAdminServer,
  createAuthorityApi,
  type DirectoryWriter,
  endOverdue,
  type Mirror,
  migrate,
  openPublisher,
  openSealDesk,
  PROFILES,
  Reports,
  writeFileAtomic,
} from '@rabt/authority'
import {
  type ConformanceReport,
  type DirectoryClient,
  type DirectoryView,
  type DocumentKind,
  opsKeysOf,
  type Signer,
  verifyReport,
} from '@rabt/directory'
import { pemOf, RabtError } from '@rabt/protocol'
import type pg from 'pg'
import type { Layout } from '../ceremony/layout.ts'
import type { Officers } from '../ceremony/officers.ts'
import { nodePorts } from '../federation/ports.ts'
import { type Party, SECRETARIAT } from '../federation/states.ts'
import { ensureCertificate } from '../node-home/keys.ts'
import { foundSamplePeople } from './people.ts'

export interface OfficeOptions {
  readonly at: Layout
  readonly party: Party
  readonly portBase: number
  readonly authority: CertificateAuthority
  readonly officers: Officers
  readonly pool: pg.Pool
  readonly mirror: Mirror
  /** Hands what this authority signed to the place that writes. */
  readonly handOver: (body: Uint8Array) => Promise<unknown>
  /** Of a party that holds online keys itself. */
  readonly ownWriter: DirectoryWriter | undefined
  readonly clock: () => number
}

/** One sample authority's register, with its people, its publishing and its admin API on TLS 1.3. */
export interface Office {
  /** Brings the register to what is published. */
  follow(): Promise<void>
  /** Ends what is overdue, and publishes what changed or waits. */
  tend(): Promise<void>
  /** Signs anew what has used half of its life, and renews the API's certificate. */
  renew(): Promise<void>
  close(): Promise<void>
}

/** Opens it, filling the register and bringing the people in the first time. */
export async function openOffice(options: OfficeOptions): Promise<Office> {
  const { at, party, portBase, authority, officers, pool, mirror, handOver, clock } = options
  const { code } = party
  const dir = at.authority(code)
  await migrate(pool)
  const desk = {
    code,
    pool,
    view: () => viewOf(mirror.directory),
    report: () => reportOf(options),
    certifySeal: openSealDesk(authority, code, party.authority.en),
  }
  const publisher = openPublisher({
    ...desk,
    repository: mirror.repository,
    look: () => mirror.look(true),
    handOver,
    signerOf: (document) => signerOf(officers, code, document),
    clock,
  })
  await publisher.follow()
  await foundSamplePeople(dir, pool, clock())

  const failed = (error: unknown): void => console.error(`authority of ${code}:`, error)
  const tls = async () => {
    await ensureCertificate(join(dir, 'admin'), authority, PROFILES.serverTls, party, 'localhost')
    return { key: readFileSync(join(dir, 'admin.pem'), 'utf8'), cert: readFileSync(join(dir, 'admin.crt'), 'utf8') }
  }
  writeFileAtomic(join(dir, 'ca.crt'), pemOf('CERTIFICATE', authority.der), 0o644)
  const api = createAuthorityApi({ ...desk, clock, publish: publisher.publish, writer: options.ownWriter, failed })
  const server = createAdminServer({ ...(await tls()), fetch: api.fetch })
  server.listen(nodePorts(portBase, code).authorityAdmin, '127.0.0.1')
  await once(server, 'listening')

  return {
    follow: publisher.follow,
    tend: async () => {
      await publisher.follow()
      await endOverdue(desk, clock())
      await publisher.publishWaiting()
    },
    renew: async () => {
      server.setSecureContext(await tls())
      await publisher.renew()
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await pool.end()
    },
  }
}

/** Null before the first one, and when it is too old to say anything. */
function viewOf(directory: DirectoryClient): DirectoryView | null {
  try {
    return directory.view()
  } catch (error) {
    if (error instanceof RabtError) return null
    throw error
  }
}

async function reportOf({ at, party, mirror, clock }: OfficeOptions): Promise<ConformanceReport | null> {
  const [newest] = await new Reports(join(at.authority(party.code), 'conformance')).list(party.code)
  if (newest === undefined) return null
  try {
    return verifyReport(newest.bytes, { opsKeys: opsKeysOf(mirror.directory.view()), now: clock() })
  } catch (error) {
    if (error instanceof RabtError) return null
    throw error
  }
}

/** The sample officers' keys are all at hand; in a real authority the state's own key is not, and `trust` waits for it. */
function signerOf({ state, ops, organisation }: Officers, code: string, document: DocumentKind): Signer | null {
  if (code === SECRETARIAT.code) return organisation
  return (document === 'trust' ? state[code] : ops[code]) ?? null
}
