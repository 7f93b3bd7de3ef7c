import {
  Blocks,
  Day,
  Definitions,
  Figures,
  type Language,
  messages,
  number,
  PageHead,
  SectionHead,
  say,
  Table,
  TwoCalendars,
} from '@rabt/ui'
import type { PublishedItem } from '../../content/published.ts'
import type { RecordOf } from '../../record/record.ts'
import { Sources } from '../parts/facts.tsx'
import { Glance } from '../parts/glance.tsx'
import { Marks } from '../parts/marks.tsx'
import { Origin } from '../parts/origin.tsx'

const words = messages(
  {
    problem: 'المشكلة',
    solution: 'الحل',
    results: 'النتائج',
    measure: 'المقياس',
    before: 'قبل',
    after: 'بعد',
    difficulties: 'الصعوبات',
    lessons: 'الدروس',
    reuse: 'شروط إعادة الاستعمال',
    partners: 'الشركاء',
    cost: 'الكلفة',
    months: 'المدة بالأشهر',
    sources: 'المصادر',
    number: 'الرقم',
    year: 'السنة',
  },
  {
    problem: 'The problem',
    solution: 'The solution',
    results: 'Results',
    measure: 'Measure',
    before: 'Before',
    after: 'After',
    difficulties: 'Difficulties',
    lessons: 'Lessons',
    reuse: 'Conditions for reuse',
    partners: 'Partners',
    cost: 'Cost',
    months: 'Months it took',
    sources: 'Sources',
    number: 'Number',
    year: 'Year',
  },
)

type Story = RecordOf<'experience'> | RecordOf<'achievement'> | RecordOf<'news'> | RecordOf<'law'>

export interface StoryProps {
  readonly lang: Language
  readonly now: number
  readonly item: PublishedItem
  readonly record: Story
}

/** What happened, what it brought, what others can take from it. */
export function StoryPage({ lang, now, item, record }: StoryProps) {
  const t = words[lang]
  return (
    <article>
      <PageHead title={say(record.title, lang)} lead={say(record.summary, lang)}>
        <Marks record={record} lang={lang} />{' '}
        <TwoCalendars value={'on' in record ? record.on : record.issued} lang={lang} />
      </PageHead>
      {record.kind === 'experience' ? <Experience record={record} lang={lang} /> : ''}
      {record.kind === 'achievement' && record.figures.length > 0 ? (
        <Figures
          figures={record.figures.map(({ value, label }) => ({ value: say(value, lang), label: say(label, lang) }))}
        />
      ) : (
        ''
      )}
      {record.kind === 'law' ? (
        <Definitions
          rows={[
            [t.number, record.number],
            [t.year, number(record.year, lang).replace(/[٬,]/g, '')],
          ]}
        />
      ) : (
        ''
      )}
      <Blocks blocks={record.body} lang={lang} />
      <Sources sources={record.sources} lang={lang} label={t.sources} />
      <Origin item={item} lang={lang} now={now} />
    </article>
  )
}

function Experience({ record, lang }: { readonly record: RecordOf<'experience'>; readonly lang: Language }) {
  const t = words[lang]
  return (
    <div class="beside">
      <div class="flow prose">
        <SectionHead title={t.problem} />
        <p>{say(record.problem, lang)}</p>
        <SectionHead title={t.solution} />
        <p>{say(record.solution, lang)}</p>
        <SectionHead title={t.results} />
        <Table
          lang={lang}
          id="results"
          caption={t.results}
          captionUnseen
          columns={[
            { label: t.measure, heads: true, cell: (row) => say(row.measure, lang) },
            { label: t.before, cell: (row) => say(row.before, lang) },
            { label: t.after, cell: (row) => say(row.after, lang) },
          ]}
          rows={record.results}
        />
        <SectionHead title={t.difficulties} />
        <p>{say(record.difficulties, lang)}</p>
        <SectionHead title={t.lessons} />
        <ul>
          {record.lessons.map((each) => (
            <li>{say(each, lang)}</li>
          ))}
        </ul>
        <SectionHead title={t.reuse} />
        <p>{say(record.reuse, lang)}</p>
      </div>
      <Glance lang={lang}>
        <Definitions
          narrow
          rows={[
            [t.months, number(record.months, lang)],
            [t.cost, record.cost === undefined ? undefined : say(record.cost, lang)],
            [
              t.partners,
              record.partners.length === 0 ? undefined : (
                <ul class="plain">
                  {record.partners.map((each) => (
                    <li>{say(each, lang)}</li>
                  ))}
                </ul>
              ),
            ],
            [words[lang].year, <Day value={record.issued} lang={lang} />],
          ]}
        />
      </Glance>
    </div>
  )
}
