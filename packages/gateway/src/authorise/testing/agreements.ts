import type { AgreementPositionRecord, AgreementRecord, DirectoryView } from '@rabt/directory'

/** One that both states accepted, for every method and path, long ago and for long. */
export function agreementOf(change: Partial<AgreementRecord> = {}): AgreementRecord {
  return {
    id: 'KW/2026/7',
    digest: '00'.repeat(32),
    author: 'KW',
    consumer: { subsystem: 'KW/GOV/MOI/traffic' },
    provider: { service: 'QA/GOV/MOI/traffic/violations' },
    endpoints: [{ method: '*', path: '**' }],
    purpose: { code: 'traffic-violations', ar: 'المخالفات المرورية', en: 'Traffic violations' },
    legalBasis: { ar: 'قرار', en: 'Decision' },
    decision: 'GCC/2026/7',
    from: 0,
    until: Number.MAX_SAFE_INTEGER,
    quota: null,
    rate: null,
    responseFields: null,
    stage: 'live',
    replaces: null,
    positions: acceptedBy('KW', 'SA', 'QA'),
    ...change,
  }
}

export function acceptedBy(...states: readonly string[]): ReadonlyMap<string, AgreementPositionRecord> {
  return new Map(states.map((state) => [state, { position: 'accepted', from: 0, decision: null }]))
}

/** The view with these agreements alone, found by service as the directory does: by name, or by group and code. */
export function withAgreements(view: DirectoryView, agreements: readonly AgreementRecord[]): DirectoryView {
  const names = (service: string, { provider }: AgreementRecord): boolean => {
    if (!('group' in provider)) return provider.service === service
    const cut = service.lastIndexOf('/')
    const groups = view.subsystems.get(service.slice(0, cut))?.groups ?? []
    return service.slice(cut + 1) === provider.service && groups.includes(provider.group)
  }
  return {
    ...view,
    agreements: new Map(agreements.map((one) => [one.id, one])),
    agreementsFor: (service) => agreements.filter((one) => names(service, one)),
  }
}
