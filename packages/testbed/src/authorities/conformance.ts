import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { type CertificateAuthority, createConformanceFace, type Mirror, Reports } from '@rabt/authority'
import type { Layout } from '../ceremony/layout.ts'
import type { Officers } from '../ceremony/officers.ts'
import { nodePorts } from '../federation/ports.ts'
import { gatewayId } from '../federation/services.ts'
import { RELEASE } from '../start/programs.ts'

/**
 * The conformance faces of the sample states: each goes by its own mirror of the directory, signs with its ops officer's key and keeps its
 * reports under its own folder. The General Secretariat is no state and has none.
 */
export function openConformance(at: Layout, officers: Officers, portBase: number, clock: () => number) {
  return (code: string, authority: CertificateAuthority, mirror: Mirror): RequestListener | undefined => {
    const signer = officers.ops[code]
    if (signer === undefined) return undefined
    return createConformanceFace({
      state: code,
      gateway: gatewayId(code),
      edge: new URL(`http://127.0.0.1:${nodePorts(portBase, code).http}`),
      authority,
      software: `rabt ${RELEASE}`,
      signer,
      reports: new Reports(join(at.authority(code), 'conformance')),
      clock,
      directory: () => mirror.refresh(),
      failed: (error) => console.error('a conformance run failed:', error),
    })
  }
}
