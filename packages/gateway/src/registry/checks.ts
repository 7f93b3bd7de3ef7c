import { formatId, parseClientId, parseServiceId, RabtError, registrableProblem } from '@rabt/protocol'
import type { ClientSetting, ServiceSetting } from './local-registry.ts'

// Registration is strict where look-up is tolerant (X-Road PR-REST since 7.3): an identifier that some client on the network
// could not spell must not come into being here.

/** @throws RabtError MALFORMED_IDENTIFIER unless `id` is the canonical form of a member or subsystem that may be registered. */
export function checkClient({ id }: Pick<ClientSetting, 'id'>): void {
  checkId(id, parseClientId(id).parts, 'instance/class/member[/subsystem]')
}

/** @throws RabtError MALFORMED_IDENTIFIER, also for service codes that the gateway answers itself. */
export function checkService({ id }: Pick<ServiceSetting, 'id'>): void {
  checkId(id, parseServiceId(id).parts, 'instance/class/member/subsystem/service')
}

function checkId(id: string, parts: readonly string[], form: string): void {
  // Characters first: half a surrogate pair has no canonical form at all.
  const problem = registrableProblem(parts) ?? (formatId(parts) === id ? null : 'is not in canonical form')
  if (problem !== null) throw new RabtError('MALFORMED_IDENTIFIER', { identifier: id, form }, { detail: problem })
}
