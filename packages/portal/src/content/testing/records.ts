import { type PortalRecord, type RecordOf, record } from '../../record/record.ts'

/** A small valid service, for tests. */
export function serviceRecord(id: string, change: Partial<RecordOf<'service'>> = {}): PortalRecord {
  const [state = 'KW', , slug = ''] = id.split('/')
  return record.parse({
    kind: 'service',
    id,
    owner: `${state}/GOV/MOI`,
    title: { ar: `خدمة ${slug}`, en: `Service ${slug}` },
    summary: { ar: 'ملخص', en: 'Summary' },
    sectors: ['traffic'],
    issued: '2024-01-01',
    modified: '2024-01-01T00:00:00Z',
    licence: 'sample',
    sample: true,
    agency: `${state}/agency/moi`,
    audiences: ['citizen'],
    lifeEvents: ['driving'],
    requirements: [],
    inputs: [],
    steps: [{ ar: 'خطوة', en: 'Step' }],
    costs: [],
    processingTime: 'P1D',
    channels: [{ type: 'web', url: 'https://example.com/' }],
    outputs: [{ ar: 'رخصة', en: 'Licence' }],
    complaint: { ar: 'شكوى', en: 'Complaint' },
    level: 'transaction',
    ...change,
  })
}

export function newsRecord(id: string, change: Partial<RecordOf<'news'>> = {}): PortalRecord {
  return record.parse({
    kind: 'news',
    id,
    owner: `${id.split('/')[0]}/GOV/MOI`,
    title: { ar: 'خبر', en: 'News' },
    summary: { ar: 'ملخص', en: 'Summary' },
    issued: '2024-01-01',
    modified: '2024-01-01T00:00:00Z',
    licence: 'sample',
    sample: true,
    on: '2024-01-01',
    body: [{ type: 'paragraph', text: { ar: 'نص', en: 'Text' } }],
    ...change,
  })
}

export function agencyRecord(id: string, change: Partial<RecordOf<'agency'>> = {}): PortalRecord {
  const [state = 'KW', , slug = ''] = id.split('/')
  return record.parse({
    kind: 'agency',
    id,
    owner: `${state}/GOV/MOI`,
    title: { ar: 'جهة', en: 'Agency' },
    summary: { ar: 'ملخص', en: 'Summary' },
    sectors: ['traffic'],
    issued: '2024-01-01',
    modified: '2024-01-01T00:00:00Z',
    licence: 'sample',
    sample: true,
    member: `${state}/GOV/${slug.toUpperCase()}`,
    ...change,
  })
}
