import { type PortalRecord, type RecordOf, record } from '../../record/record.ts'

/** What every record has. */
const commonOf = (id: string) => ({
  id,
  owner: `${id.split('/')[0]}/GOV/MOI`,
  summary: { ar: 'ملخص', en: 'Summary' },
  issued: '2024-01-01',
  modified: '2024-01-01T00:00:00Z',
  licence: 'sample',
  sample: true,
})

/** A small valid service, for tests. */
export function serviceRecord(id: string, change: Partial<RecordOf<'service'>> = {}): PortalRecord {
  const [state = 'KW', , slug = ''] = id.split('/')
  return record.parse({
    ...commonOf(id),
    kind: 'service',
    title: { ar: `خدمة ${slug}`, en: `Service ${slug}` },
    sectors: ['traffic'],
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
    ...commonOf(id),
    kind: 'news',
    title: { ar: 'خبر', en: 'News' },
    on: '2024-01-01',
    body: [{ type: 'paragraph', text: { ar: 'نص', en: 'Text' } }],
    ...change,
  })
}

export function agencyRecord(id: string, change: Partial<RecordOf<'agency'>> = {}): PortalRecord {
  const [state = 'KW', , slug = ''] = id.split('/')
  return record.parse({
    ...commonOf(id),
    kind: 'agency',
    title: { ar: 'جهة', en: 'Agency' },
    sectors: ['traffic'],
    member: `${state}/GOV/${slug.toUpperCase()}`,
    ...change,
  })
}
