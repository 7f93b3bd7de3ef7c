import { type CertificateAuthority, openCertificateAuthority } from '@rabt/authority'
import type { Layout } from '../ceremony/layout.ts'
import { nodePorts } from '../federation/ports.ts'
import { SECRETARIAT, STATES } from '../federation/states.ts'

/** Everybody with an authority's port: the six states and the General Secretariat. */
export function authorityCodes(): readonly string[] {
  return [...STATES.map(({ code }) => code), SECRETARIAT.code]
}

/** Opens the sample authority of a code in the home. */
export function openStateAuthority(
  at: Layout,
  code: string,
  portBase: number,
  clock: () => number,
): Promise<CertificateAuthority> {
  const organization = STATES.find((state) => state.code === code)?.authority.en ?? SECRETARIAT.member.en
  const url = `http://127.0.0.1:${nodePorts(portBase, code).authority}`
  return openCertificateAuthority({ dir: at.authority(code), code, organization, url, clock })
}
