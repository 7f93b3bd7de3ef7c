import type { DirectoryView, GatewayRecord, MemberRecord, ServiceRecord, SubsystemRecord, Text } from '@rabt/directory'
import { agreementOf, withAgreements } from '../../authorise/testing/agreements.ts'

const text = (en: string, ar = en): Text => ({ ar, en })
const mapOf = <T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]))

const member = (id: string, name: Text): MemberRecord => ({
  id,
  state: id.slice(0, 2),
  name,
  stage: 'live',
  contacts: [],
  sealKeys: [],
})
const subsystem = (id: string, gateways: readonly string[], name = text(id)): SubsystemRecord => ({
  id,
  member: id.split('/').slice(0, 3).join('/'),
  name,
  gateways,
  groups: [],
})
const gateway = (id: string): GatewayRecord => ({
  id,
  state: id.slice(0, 2),
  owner: id.split('/').slice(0, 3).join('/'),
  name: text(id),
  linkUrl: `wss://${id.slice(0, 2).toLowerCase()}.example:8102/link`,
  tlsKeys: [],
  keys: [],
})
const service = (id: string, timeoutMs: number): ServiceRecord => ({ id, type: 'REST', title: text(id), timeoutMs })

const BARE: DirectoryView = {
  federation: 'GCC',
  version: { number: 7, hash: new Uint8Array(32) },
  expires: Number.MAX_SAFE_INTEGER,
  states: new Map(['KW', 'QA', 'SA', 'OM'].map((code) => [code, { code, name: text(code), stage: 'live' as const }])),
  gateways: mapOf(['KW/GOV/EGOV/gw1', 'QA/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw2'].map(gateway)),
  members: mapOf([
    member('KW/GOV/EGOV', text('eGovernment', 'الحكومة الإلكترونية')),
    member('KW/GOV/MOI', text('Ministry of Interior', 'وزارة الداخلية')),
    member('QA/GOV/EGOV', text('eGovernment')),
    member('QA/GOV/MOI', text('Interior & <Traffic>')),
    member('SA/GOV/EGOV', text('eGovernment')),
    member('SA/GOV/MOI', text('Interior')),
  ]),
  subsystems: mapOf([
    subsystem('KW/GOV/MOI/traffic', ['KW/GOV/EGOV/gw1'], text('Traffic', 'المرور')),
    subsystem('KW/GOV/MOI/a%2Fb', ['KW/GOV/EGOV/gw1']),
    subsystem('KW/GOV/MOI/elsewhere', ['QA/GOV/EGOV/gw1']),
    subsystem('QA/GOV/MOI/traffic', ['QA/GOV/EGOV/gw1']),
    subsystem('SA/GOV/MOI/traffic', ['SA/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw2']),
    subsystem('SA/GOV/MOI/nowhere', []),
  ]),
  services: mapOf([service('QA/GOV/MOI/traffic/violations', 45_000), service('SA/GOV/MOI/traffic/violations', 60_000)]),
  cas: [],
  maintenance: [],
  agreements: new Map(),
  agreementsFor: () => [],
  gatewayKey: () => undefined,
  sealKey: () => undefined,
}

const CONSUMERS = ['KW/GOV/MOI/traffic', 'KW/GOV/MOI/a%2Fb', 'KW/GOV/MOI/elsewhere']

/** A small directory: Kuwait calls, Qatar provides on one gateway, Saudi Arabia on two; every system of Kuwait may call all of it. */
export const VIEW: DirectoryView = withAgreements(
  BARE,
  [...BARE.services.keys()].flatMap((service) =>
    CONSUMERS.map((subsystem, at) =>
      agreementOf({
        id: `${service.slice(0, 2)}/2026/${at + 1}`,
        consumer: { subsystem },
        provider: { service },
      }),
    ),
  ),
)
