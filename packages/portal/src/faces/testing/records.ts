import type { PublishedItem } from '../../content/published.ts'
import type { Kind, Tenant } from '../../record/common.ts'
import { type PortalRecord, partsOf, record } from '../../record/record.ts'

const FILE = {
  title: { ar: 'الجدول', en: 'Table' },
  name: 'violations.csv',
  format: 'CSV',
  bytes: 1_234,
  sha256: 'ab'.repeat(32),
} as const

const common = (id: string) => ({
  id,
  owner: `${id.split('/')[0]}/GOV/MOI`,
  title: { ar: `عنوان ${id}`, en: `Title of ${id}` },
  summary: { ar: 'ملخص <b>&"\u0027 العنصر', en: 'Summary <b>&"\u0027' },
  keywords: [{ ar: 'مرور', en: 'traffic' }, { ar: 'بلا ترجمة' }],
  sectors: ['traffic'],
  issued: '2024-01-01',
  modified: '2024-03-01T00:00:00Z',
  licence: 'CC-BY-4.0',
  sample: true,
})

/** One record of each kind with every optional part, for tests of the faces. */
export function fullRecords(state = 'KW'): readonly PortalRecord[] {
  const of = (kind: Kind, slug: string) => common(`${state}/${kind}/${slug}`)
  return [
    {
      kind: 'state',
      ...of('state', 'facts'),
      state,
      facts: [{ label: FILE.title, value: { ar: 'قيمة' }, source: { title: FILE.title } }],
      week: { first: 7, days: 5 },
    },
    {
      kind: 'agency',
      ...of('agency', 'moi'),
      member: `${state}/GOV/MOI`,
      website: 'https://example.com/',
      phone: '+965 2222 2222',
      address: { ar: 'مدينة الكويت', en: 'Kuwait City' },
    },
    {
      kind: 'service',
      ...of('service', 'violations'),
      agency: `${state}/agency/moi`,
      audiences: ['citizen', 'business'],
      lifeEvents: ['driving'],
      businessEvents: ['licensing'],
      requirements: [{ ar: 'رخصة سارية', en: 'A valid licence' }],
      inputs: [{ title: { ar: 'البطاقة المدنية', en: 'Civil card' }, heldBy: `${state}/GOV/PACI` }],
      steps: [
        { ar: 'ادخل', en: 'Enter' },
        { ar: 'ادفع', en: 'Pay' },
      ],
      costs: [{ amountMinor: 1_500, currency: 'KWD', note: { ar: 'لكل مخالفة', en: 'Each' } }],
      processingTime: 'P3D',
      channels: [
        { type: 'web', url: 'https://example.com/a?b=c&d=e' },
        { type: 'phone', phone: '+965 2222 2223', hours: { ar: 'صباحاً', en: 'Mornings' }, note: { ar: 'ملاحظة' } },
        { type: 'network' },
      ],
      outputs: [{ ar: 'إيصال', en: 'Receipt' }],
      laws: [`${state}/law/traffic`],
      complaint: { ar: 'شكوى', en: 'Complaint' },
      level: 'integrated',
      network: `${state}/GOV/MOI/traffic/violations`,
    },
    {
      kind: 'document',
      ...of('document', 'guide'),
      themes: ['GOVE'],
      type: 'guide',
      files: [{ ...FILE, name: 'guide.pdf', format: 'PDF', sha256: 'cd'.repeat(32) }],
    },
    { kind: 'document', ...of('document', 'page-only'), themes: ['GOVE'], type: 'guide', files: [] },
    {
      kind: 'dataset',
      ...of('dataset', 'violations'),
      licence: 'KSA-OD',
      themes: ['TRAN', 'JUST'],
      files: [FILE, { ...FILE, name: 'v.json', format: 'JSON', sha256: 'ef'.repeat(32) }],
      frequency: 'MONTHLY',
      temporal: { from: '2023-01-01', to: '2023-12-31' },
    },
    { kind: 'achievement', ...of('achievement', 'first'), on: '2024-02-01', figures: [] },
    {
      kind: 'experience',
      ...of('experience', 'sahel'),
      problem: FILE.title,
      solution: FILE.title,
      partners: [],
      months: 6,
      results: [{ measure: FILE.title, before: FILE.title, after: FILE.title }],
      difficulties: FILE.title,
      lessons: [FILE.title],
      reuse: FILE.title,
    },
    { kind: 'news', ...of('news', 'launch'), on: '2024-02-02', body: [{ type: 'paragraph', text: FILE.title }] },
    { kind: 'law', ...of('law', 'traffic'), number: '67', year: 1976 },
  ].map((it) => record.parse(it))
}

/** The record as the reader of what is published gives it. */
export function itemOf(record: PortalRecord, change: Partial<PublishedItem> = {}): PublishedItem {
  const { tenant, kind } = partsOf(record.id)
  return {
    record,
    tenant: tenant as Tenant,
    kind: kind as Kind,
    origin: 'network',
    version: 1,
    digest: '12'.repeat(32),
    languages: ['ar', 'en'],
    firstPublished: new Date('2026-01-01T00:00:00Z'),
    modified: new Date('2026-01-02T03:04:05Z'),
    lastSeen: new Date('2026-01-02T03:04:05Z'),
    page: 7,
    ...change,
  }
}
