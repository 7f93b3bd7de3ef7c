import {
  Blocks,
  Card,
  Definitions,
  Figures,
  Grid,
  type Language,
  More,
  messages,
  mixed,
  number,
  PageHead,
  SectionHead,
  say,
  tagOf,
} from '@rabt/ui'
import type { Child } from 'hono/jsx'
import type { PublishedItem } from '../../content/published.ts'
import type { RecordOf } from '../../record/record.ts'
import { SourceOf } from '../parts/facts.tsx'
import { Origin } from '../parts/origin.tsx'
import { hrefOf } from '../site.ts'

const words = messages(
  {
    facts: 'حقائق',
    portal: 'البوابة الوطنية',
    week: 'أسبوع العمل',
    source: 'المصدر',
    agencies: 'الجهات',
    services: 'الخدمات',
    documents: 'الوثائق والبيانات',
    experiences: 'التجارب الناجحة',
    answering: 'خدمات تجيب الآن',
    ranking: 'الترتيب العالمي',
    all: 'كل خدماتها',
    days: ['الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة', 'السبت', 'الأحد'],
    from: (first: string, last: string) => `من ${first} إلى ${last}`,
  },
  {
    facts: 'Facts',
    portal: 'National portal',
    week: 'Working week',
    source: 'Source',
    agencies: 'Agencies',
    services: 'Services',
    documents: 'Documents and data',
    experiences: 'Successful experiences',
    answering: 'Services that answer now',
    ranking: 'World ranking',
    all: 'All its services',
    days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    from: (first: string, last: string) => `${first} to ${last}`,
  },
)

export interface StateProps {
  readonly lang: Language
  readonly now: number
  readonly item: PublishedItem
  readonly record: RecordOf<'state'>
  readonly agencies: readonly PublishedItem[]
  readonly counts: { readonly services: number; readonly library: number; readonly experiences: number }
  /** Stage on the network, and what answers now. */
  readonly network?: Child
  /** Its rank in the world through the years. */
  readonly ranking?: Child | undefined
}

/** A member state: facts with their sources, its agencies, what it offers here. */
export function StatePage({ lang, now, item, record, agencies, counts, network, ranking }: StateProps) {
  const t = words[lang]
  const of = `?state=${record.state}`
  return (
    <>
      <PageHead title={say(record.title, lang)} lead={say(record.summary, lang)}>
        {network}
      </PageHead>
      <Figures
        figures={[
          { value: number(counts.services, lang), label: t.services, href: `/${lang}/services${of}` },
          { value: number(agencies.length, lang), label: t.agencies },
          { value: number(counts.library, lang), label: t.documents, href: `/${lang}/library${of}` },
          { value: number(counts.experiences, lang), label: t.experiences, href: `/${lang}/experiences${of}` },
        ]}
      />
      <section class="section">
        <SectionHead title={t.facts} id="facts" />
        <Definitions
          rows={[
            ...record.facts.map(
              ({ label, value, source }) =>
                [
                  say(label, lang),
                  <>
                    {say(value, lang)}{' '}
                    <small class="soft">
                      {t.source}: <SourceOf source={source} lang={lang} />
                    </small>
                  </>,
                ] as const,
            ),
            [t.week, <Week record={record} lang={lang} />],
            [
              t.portal,
              record.portal === undefined ? undefined : (
                <More href={record.portal} label={mixed(record.portal, lang)} />
              ),
            ],
          ]}
        />
      </section>
      <section class="section">
        <SectionHead title={t.agencies} id="agencies" more={{ href: `/${lang}/services${of}`, label: t.all }} />
        <Grid tight>
          {agencies.map((each) => (
            <Card
              href={hrefOf(each.record.id, lang)}
              title={say(each.record.title, lang)}
              tag={tagOf(each.record.title, lang)}
            />
          ))}
        </Grid>
      </section>
      {ranking}
      <Blocks blocks={record.body} lang={lang} />
      <Origin item={item} lang={lang} now={now} />
    </>
  )
}

function Week({ record, lang }: { readonly record: RecordOf<'state'>; readonly lang: Language }) {
  const t = words[lang]
  const { first, days, note } = record.week
  const name = (day: number): string => t.days[(day - 1) % 7] ?? ''
  return (
    <>
      {t.from(name(first), name(first + Math.ceil(days) - 1))}{' '}
      {note === undefined ? '' : <small class="soft">{say(note, lang)}</small>}
    </>
  )
}
