import { once } from 'node:events'
import { type CertificateAuthority, createAuthorityServer, openRenewalDesk } from '@rabt/authority'
import type { DirectoryClient } from '@rabt/directory'
import type { Layout } from '../ceremony/layout.ts'
import type { Officers } from '../ceremony/officers.ts'
import { nodePorts } from '../federation/ports.ts'
import { openConformance } from './conformance.ts'
import { authorityCodes, openStateAuthority } from './open.ts'

export interface Setting {
  readonly at: Layout
  readonly portBase: number
  readonly officers: Officers
  readonly clock: () => number
  readonly directory: DirectoryClient
}

export interface Faces {
  readonly authorities: ReadonlyMap<string, CertificateAuthority>
  close(): void
}

/** Opens the public face of every party: OCSP, the directory's files, renewal, conformance. */
export async function openFaces(setting: Setting & { readonly isReady: () => boolean }): Promise<Faces> {
  const { at, portBase, officers, clock, directory, isReady } = setting
  const conformanceOf = openConformance(at, officers, portBase, clock, directory)
  const authorities = new Map<string, CertificateAuthority>()
  const servers = await Promise.all(
    authorityCodes().map(async (code) => {
      const authority = await openStateAuthority(at, code, portBase, clock)
      authorities.set(code, authority)
      const conformance = conformanceOf(code, authority)
      const server = createAuthorityServer({
        authority,
        repository: at.repository,
        renewal: openRenewalDesk({ authority, code, directory }),
        isReady,
        ...(conformance === undefined ? {} : { conformance }),
      })
      server.listen(nodePorts(portBase, code).authority, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  return {
    authorities,
    close: () => {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}
