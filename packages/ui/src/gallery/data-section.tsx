import { type Block, Blocks } from '../blocks/blocks.tsx'
import { Difference } from '../blocks/difference-view.tsx'
import { HeatTable } from '../data/heat.tsx'
import { Table } from '../data/table.tsx'
import { TableFilter } from '../data/table-filter.tsx'
import { STATES } from '../map/gulf.ts'
import { TrialBadge } from '../parts/badge.tsx'
import { SectionHead } from '../parts/heading.tsx'
import { Pagination } from '../parts/pagination.tsx'
import { Bdi } from '../text/bdi.tsx'
import { Day } from '../text/date-elements.tsx'
import type { Language } from '../text/language.ts'
import { messages } from '../text/messages.ts'
import { number } from '../text/numbers.ts'

const words = messages(
  {
    heat: 'جاهزية الخدمات',
    heatLead: 'المستوى الذي أعلنته الجهة، والنقطة تعني أنها تجيب على الشبكة الآن.',
    state: 'الدولة',
    sectors: ['المرور', 'التجارة', 'الجمارك', 'التقاعد', 'السفر', 'الصحة', 'الإسكان', 'العدل'],
    levels: ['معلومات', 'نموذج', 'معاملة', 'متكاملة', 'استباقية'],
    table: 'جدول',
    services: 'خدمات وسجلاتها',
    filter: 'صفِّ الخدمات بكلمة',
    name: 'الخدمة',
    names: ['مخالفات المرور', 'السجل التجاري', 'البيان الجمركي'],
    code: 'المعرّف',
    calls: 'نداءات اليوم',
    day: 'آخر تعديل',
    body: 'نص سجل',
    difference: 'الفرق بين نسختين',
  },
  {
    heat: 'Readiness of services',
    heatLead: 'The level that the agency declares; the point means that it answers on the network now.',
    state: 'State',
    sectors: ['Traffic', 'Trade', 'Customs', 'Pensions', 'Travel', 'Health', 'Housing', 'Justice'],
    levels: ['Information', 'Form', 'Transaction', 'Integrated', 'Proactive'],
    table: 'Table',
    services: 'Services and their records',
    filter: 'Filter services by a word',
    name: 'Service',
    names: ['Traffic violations', 'Commercial registry', 'Customs declaration'],
    code: 'Id',
    calls: 'Calls today',
    day: 'Last change',
    body: 'Text of a record',
    difference: 'Two versions, compared',
  },
)

const BLOCKS: readonly Block[] = [
  { type: 'heading', text: { ar: 'ما المشكلة؟', en: 'What was the problem?' } },
  {
    type: 'paragraph',
    text: {
      ar: 'كان التجديد يمر بـ**تسع خطوات** في ثلاث جهات. انظر [دليل الإجراء](https://example.org/guide) ونظام X-Road 7.',
      en: 'Renewal went through **nine steps** at three agencies. See the [guide](https://example.org/guide).',
    },
  },
  {
    type: 'list',
    ordered: true,
    items: [
      { ar: 'جُمعت الطلبات في شاشة واحدة.', en: 'Requests were gathered on one screen.' },
      { ar: 'هذا السطر بالعربية وحدها.' },
    ],
  },
  {
    type: 'quote',
    text: { ar: 'صار الطلب يُنجز في يومه.', en: 'A request is now done on its day.' },
    by: { ar: 'مدير الخدمة', en: 'Head of the service' },
  },
]

const CALLS = [4812, 1290, 377] as const
const RECORDS = ['traffic-violations', 'commercial-registry', 'customs-declaration'] as const

export function DataSection({ lang }: { readonly lang: Language }) {
  const t = words[lang]
  const levels = Object.values(t.levels)
  return (
    <>
      <section class="section" aria-labelledby="heat">
        <SectionHead id="heat" title={t.heat} lead={t.heatLead} />
        <HeatTable
          lang={lang}
          id="readiness"
          caption={t.heat}
          captionUnseen
          corner={t.state}
          columns={Object.values(t.sectors)}
          levels={levels}
          rows={Object.values(STATES).map((state, row) => ({
            title: (
              <>
                <a href="#heat">{state[lang]}</a> {row > 3 ? <TrialBadge lang={lang} /> : ''}
              </>
            ),
            cells: Object.values(t.sectors).map((_, column) => {
              const level = Math.max(0, 4 - ((row * 3 + column * 2) % 6)) as 0 | 1 | 2 | 3 | 4
              return { level, label: levels[level] ?? '', answers: level > 2 && row < 4 }
            }),
          }))}
        />
      </section>
      <section class="section" aria-labelledby="table">
        <SectionHead id="table" title={t.table} />
        <div class="flow">
          <TableFilter lang={lang} action="/gallery" id="filter" label={t.filter} />
          <Table
            lang={lang}
            id="services"
            caption={t.services}
            columns={[
              {
                label: t.name,
                heads: true,
                cell: (at: 0 | 1 | 2) => <a href="#table">{t.names[at]}</a>,
                sort: { href: '#table' },
              },
              { label: t.code, cell: (at) => <Bdi>{`KW/service/${RECORDS[at]}`}</Bdi> },
              {
                label: t.calls,
                numeric: true,
                cell: (at) => number(CALLS[at], lang),
                sort: { href: '#table', now: 'descending' },
              },
              { label: t.day, cell: (at) => <Day value={`2015-0${at + 1}-18`} lang={lang} /> },
            ]}
            rows={[0, 1, 2]}
          />
          <Pagination lang={lang} label={t.services} page={1} pages={3} href={(page) => `#${page}`} />
        </div>
      </section>
      <section class="section" aria-labelledby="body">
        <div class="beside even">
          <div>
            <SectionHead id="body" title={t.body} />
            <Blocks lang={lang} blocks={BLOCKS} />
          </div>
          <div>
            <SectionHead title={t.difference} />
            <Difference
              lang={lang}
              of="ar"
              before="استعلم عن المخالفات المسجلة على مركبتك في دولة أخرى وسددها خلال شهر."
              after="استعلم عن المخالفات المسجلة على مركبتك في أي دولة من دول المجلس وسددها قبل السفر."
            />
          </div>
        </div>
      </section>
    </>
  )
}
