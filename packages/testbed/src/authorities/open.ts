import { type CertificateAuthority, openCertificateAuthority } from '@rabt/authority'
import type { Layout } from '../ceremony/layout.ts'
import { nodePorts } from '../federation/ports.ts'
import { PARTIES, partyOf } from '../federation/states.ts'

/** Everybody with an authority's port: the six states and the General Secretariat. */
export function authorityCodes(): readonly string[] {
  return PARTIES.map(({ code }) => code)
}

/** Opens the sample authority of a code in the home. */
export function openStateAuthority(
  at: Layout,
  code: string,
  portBase: number,
  clock: () => number,
): Promise<CertificateAuthority> {
  const organization = partyOf(code).authority.en
  const url = `http://127.0.0.1:${nodePorts(portBase, code).authority}`
  return openCertificateAuthority({ dir: at.authority(code), code, organization, url, clock })
}
