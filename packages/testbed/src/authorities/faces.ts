import { once } from 'node:events'
import {
  type CertificateAuthority,
  createAuthorityServer,
  createHandOverFace,
  type Door,
  type Mirror,
  openRenewalDesk,
} from '@rabt/authority'
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
  /** By code. */
  readonly mirrors: ReadonlyMap<string, Mirror>
  /** Of the places that can write, by code. */
  readonly doors: ReadonlyMap<string, Door>
}

export interface Faces {
  readonly authorities: ReadonlyMap<string, CertificateAuthority>
  close(): void
}

/** Opens the public face of every party: OCSP, the directory's files, renewal, conformance. */
export async function openFaces(setting: Setting & { readonly isReady: () => boolean }): Promise<Faces> {
  const { at, portBase, officers, clock, mirrors, doors, isReady } = setting
  const conformanceOf = openConformance(at, officers, portBase, clock)
  const authorities = new Map<string, CertificateAuthority>()
  const servers = await Promise.all(
    authorityCodes().map(async (code) => {
      const authority = await openStateAuthority(at, code, portBase, clock)
      authorities.set(code, authority)
      const mirror = mirrors.get(code) as Mirror
      const door = doors.get(code)
      const conformance = conformanceOf(code, authority, mirror)
      const server = createAuthorityServer({
        authority,
        repository: at.mirror(code),
        renewal: openRenewalDesk({
          authority,
          code,
          directory: { view: mirror.directory.view, refresh: mirror.refresh },
        }),
        isReady,
        ...(door && { handOver: createHandOverFace({ door, failed: (error) => console.error('hand-over:', error) }) }),
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
