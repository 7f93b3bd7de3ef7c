import type { Text } from '@rabt/directory'
import type { Actor } from '../admin/audit.ts'

/** How a client's system must authenticate at the consumer's edge; `HTTPS` (client certificate on the list) is the default. */
export type ClientAuthentication = 'HTTP' | 'HTTPS_NO_AUTH' | 'HTTPS'

/** A subsystem that may call through this gateway. */
export interface ClientSetting {
  /** Canonical subsystem identifier. */
  readonly id: string
  readonly authentication: ClientAuthentication
  /** SHA-256 of each accepted client certificate's DER, lower-case hex. Asked only when `authentication` is `HTTPS`. */
  readonly certificates: readonly string[]
  readonly name: Text
}

/** One method and path that a service's owner has described. `*` is any method, patterns as in `authorise/`. */
export interface Endpoint {
  readonly method: string
  readonly path: string
}

export interface ServiceSetting {
  /** Canonical five-part identifier. */
  readonly id: string
  readonly type: 'REST' | 'OPENAPI'
  /** Base address of the agency's system; the call's path is appended to it byte for byte. */
  readonly url: string
  /** Where the OpenAPI description is read; null: none (getOpenAPI is refused). */
  readonly descriptionUrl: string | null
  readonly timeoutMs: number
  /** null: in service; else switched off with this notice for callers. */
  readonly disabled: { readonly notice: Text } | null
  /** Whether the certificate of an https address is verified against the machine's roots. */
  readonly verifyTls: boolean
  readonly endpoints: readonly Endpoint[]
}

export interface Maintenance {
  readonly active: boolean
  /** What callers are told while `active`; null: the standard words. */
  readonly notice: Text | null
}

/**
 * What is registered at this gateway. Look-ups read a frozen snapshot in memory and never wait; a change is one transaction
 * that also writes its audit row, and is visible to look-ups when its promise resolves.
 * Changes reject with RabtError: MALFORMED_IDENTIFIER, NOT_FOUND, CONFLICT.
 */
export interface LocalRegistry {
  client(id: string): ClientSetting | undefined
  clients(): readonly ClientSetting[]
  service(id: string): ServiceSetting | undefined
  services(): readonly ServiceSetting[]
  /** Services of one provider subsystem, in the order of their identifiers. */
  servicesOf(subsystem: string): readonly ServiceSetting[]
  maintenance(): Maintenance

  putClient(client: ClientSetting, actor: Actor): Promise<void>
  deleteClient(id: string, actor: Actor): Promise<void>
  putService(service: ServiceSetting, actor: Actor): Promise<void>
  /** Also removes the service's endpoints. */
  deleteService(id: string, actor: Actor): Promise<void>
  putMaintenance(maintenance: Maintenance, actor: Actor): Promise<void>

  /** Reads everything again, e.g. after a restore. */
  reload(): Promise<void>
  /** Called after each new snapshot of this process. */
  onChange(listener: () => void): void
  close(): Promise<void>
}
