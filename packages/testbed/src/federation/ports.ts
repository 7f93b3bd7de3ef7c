import { partyOf, SECRETARIAT } from './states.ts'

export interface NodePorts {
  readonly http: number
  readonly https: number
  readonly link: number
  readonly admin: number
  /** Authority: OCSP, CA certificate, mirror of the directory. */
  readonly authority: number
  /** The authority's own admin API. */
  readonly authorityAdmin: number
}

export const DEFAULT_PORT_BASE = 8000

/** Above it lies Linux' range for outgoing connections (ip_local_port_range): a listener there may find its port in use. */
const HIGHEST_PORT = 32767

/** Every port of the testbed follows from one base. */
export function nodePorts(base: number, code: string): NodePorts {
  const first = base + partyOf(code).portOffset
  return {
    http: first,
    https: first + 1,
    link: first + 2,
    admin: first + 3,
    authority: first + 4,
    authorityAdmin: first + 5,
  }
}

export function portalPort(base: number): number {
  return base
}

/** The sample identity providers. */
export function identityPort(base: number): number {
  return base + 60
}

export function agenciesPort(base: number): number {
  return base + 50
}

export function postgresPort(base: number): number {
  return base + 90
}

export function isPortBase(base: number): boolean {
  return Number.isInteger(base) && base >= 1024 && base + SECRETARIAT.portOffset + 5 <= HIGHEST_PORT
}
