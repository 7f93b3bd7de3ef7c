import { formatId, parseClientId, parseServiceId, RabtError, registrableProblem } from '@rabt/protocol'
import type { ClientSetting, Right, ServiceSetting } from './local-registry.ts'

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

/** @throws RabtError MALFORMED_IDENTIFIER. Rights go to subsystems and groups, not to bare members (X-Road UG-SS). */
export function checkRight({ subject, subjectType }: Pick<Right, 'subject' | 'subjectType'>): void {
  const form = subjectType === 'subsystem' ? 'instance/class/member/subsystem' : 'owner/group'
  const parts = subjectType === 'subsystem' ? parseClientId(subject).parts : subject.split('/')
  if (parts.length !== (subjectType === 'subsystem' ? 4 : 2)) throw malformed(subject, form, 'number of parts')
  // A group has two parts; the rule for one part is the same, so two are judged behind a fixed first one.
  checkId(subject, parts, form, subjectType === 'group' ? ['-', ...parts] : parts)
}

function checkId(id: string, parts: readonly string[], form: string, judged: readonly string[] = parts): void {
  // Characters first: half a surrogate pair has no canonical form at all.
  const problem = registrableProblem(judged) ?? (formatId(parts) === id ? null : 'is not in canonical form')
  if (problem !== null) throw malformed(id, form, problem)
}

function malformed(identifier: string, form: string, detail: string): RabtError {
  return new RabtError('MALFORMED_IDENTIFIER', { identifier, form }, { detail })
}
