import {
  Badge,
  count,
  Day,
  LineChart,
  messages,
  mixed,
  number,
  PageHead,
  SectionHead,
  say,
  Table,
  type Tone,
} from '@rabt/ui'
import { Hono } from 'hono'
import { Shell } from '../pages/shell.tsx'
import type { Language } from '../record/text.ts'
import type { CountRow, LaunchReader, PromiseRow, StageRow } from './read.ts'
import { STAGES, type Stage, type Subject, subjectName } from './subjects.ts'

const words = messages(
  {
    title: 'مراحل الإطلاق',
    lead: 'ما الذي فُتح، وما الذي ينقص، ومتى يصل. لا تتغير مرحلة إلا بقرار مسجل.',
    sections: 'الأقسام',
    states: 'الدول',
    name: 'الاسم',
    stage: 'المرحلة',
    decision: 'القرار',
    ready: 'الجاهز',
    of: (ready: string, total: string) => `${ready} من ${total}`,
    missing: 'ما ينقص ومتى يصل',
    what: 'ما ينقص',
    where: 'في',
    due: 'الموعد',
    first: 'الموعد الأول',
    kept: 'وصل',
    nothing: 'لا شيء مسجل.',
    over: 'الأقسام الجاهزة في كل دولة، يومًا بيوم',
    overSummary: 'عدد الأقسام التي اكتمل محتواها باللغتين في كل دولة من الدول الست، في كل يوم حُسب.',
    day: 'اليوم',
  },
  {
    title: 'Stages of the launch',
    lead: 'What is open, what is missing, and when it comes. No stage changes without a recorded decision.',
    sections: 'Sections',
    states: 'States',
    name: 'Name',
    stage: 'Stage',
    decision: 'Decision',
    ready: 'Ready',
    of: (ready: string, total: string) => `${ready} of ${total}`,
    missing: 'What is missing, and when it comes',
    what: 'What is missing',
    where: 'In',
    due: 'Comes on',
    first: 'First promised for',
    kept: 'Came',
    nothing: 'Nothing is recorded.',
    over: 'Sections ready in each state, day by day',
    overSummary:
      'How many sections have content that is complete in both languages, in each of the six states, on each day that was counted.',
    day: 'Day',
  },
)

const LATE = {
  ar: {
    zero: 'في موعده',
    one: 'تأخر يومًا',
    two: 'تأخر يومين',
    few: 'تأخر # أيام',
    many: 'تأخر # يومًا',
    other: 'تأخر # يوم',
  },
  en: { zero: 'on time', one: '# day late', other: '# days late' },
} as const

const TONES: Readonly<Record<Stage, Tone>> = { draft: 'calm', trial: 'wait', live: 'good', retired: 'bad' }

interface Known {
  readonly stages: readonly StageRow[]
  readonly promises: readonly PromiseRow[]
  readonly latest: readonly CountRow[]
  /** Of the states, by day. */
  readonly days: readonly (readonly CountRow[])[]
}

/** The public page `/launch`. */
export function launchRoutes(options: {
  readonly launch: LaunchReader
  readonly baseUrl: string
  readonly shows: (path: string) => boolean
}): Hono {
  const { launch, baseUrl, shows } = options
  const app = new Hono()
  app.get('/:lang{ar|en}/launch', async (c) => {
    const lang: Language = c.req.param('lang') === 'en' ? 'en' : 'ar'
    const [stages, promises, latest] = await Promise.all([launch.stages(), launch.promises(), launch.latest()])
    const states = stages.filter(({ subject }) => subject.startsWith('state/'))
    const days = await Promise.all(states.map(({ subject }) => launch.counts(subject)))
    return c.html(<LaunchPage lang={lang} baseUrl={baseUrl} shows={shows} known={{ stages, promises, latest, days }} />)
  })
  return app
}

function LaunchPage(props: {
  readonly lang: Language
  readonly baseUrl: string
  readonly shows: (path: string) => boolean
  readonly known: Known
}) {
  const { lang, known } = props
  const t = words[lang]
  const of = (kind: string) => known.stages.filter(({ subject }) => subject.startsWith(kind))
  return (
    <Shell
      lang={lang}
      baseUrl={props.baseUrl}
      shows={props.shows}
      path="/launch"
      title={t.title}
      description={t.lead}
      crumbs={[]}
    >
      <PageHead title={t.title} lead={t.lead} />
      <Stages lang={lang} id="sections" title={t.sections} rows={of('section/')} latest={known.latest} />
      <Stages lang={lang} id="states" title={t.states} rows={of('state/')} latest={known.latest} />
      <SectionHead title={t.missing} id="missing" />
      {known.promises.length === 0 ? <p>{t.nothing}</p> : <Promises lang={lang} rows={known.promises} />}
      <OverTime lang={lang} days={known.days} />
    </Shell>
  )
}

function Stages(props: {
  readonly lang: Language
  readonly id: string
  readonly title: string
  readonly rows: readonly StageRow[]
  readonly latest: readonly CountRow[]
}) {
  const { lang, latest } = props
  const t = words[lang]
  const counted = (subject: Subject) => latest.find((row) => row.subject === subject)
  return (
    <Table
      lang={lang}
      id={props.id}
      caption={props.title}
      rows={props.rows}
      columns={[
        { label: t.name, heads: true, cell: ({ subject }) => subjectName(subject)[lang] },
        { label: t.stage, cell: ({ stage }) => <Badge tone={TONES[stage]}>{STAGES[stage][lang]}</Badge> },
        {
          label: t.decision,
          cell: ({ number: no, on }) =>
            no === null || on === null ? (
              '–'
            ) : (
              <>
                {mixed(no, lang)} {lang === 'ar' ? 'في' : 'of'} <Day value={on} lang={lang} />
              </>
            ),
        },
        {
          label: t.ready,
          cell: ({ subject }) => {
            const row = counted(subject)
            return row === undefined ? '–' : t.of(number(row.ready, lang), number(row.total, lang))
          },
        },
      ]}
    />
  )
}

function Promises({ lang, rows }: { readonly lang: Language; readonly rows: readonly PromiseRow[] }) {
  const t = words[lang]
  return (
    <Table
      lang={lang}
      id="promises"
      caption={t.missing}
      captionUnseen
      rows={rows}
      columns={[
        { label: t.what, heads: true, cell: ({ missing }) => say(missing, lang) },
        { label: t.where, cell: ({ subject }) => subjectName(subject)[lang] },
        {
          label: t.due,
          cell: ({ due, kept }) => (
            <>
              <Day value={due} lang={lang} /> {kept ? <Badge tone="good">{t.kept}</Badge> : ''}
            </>
          ),
        },
        {
          label: t.first,
          cell: ({ first, slipped }) => (
            <>
              <Day value={first} lang={lang} />{' '}
              {slipped > 0 ? <Badge tone="bad">{count(slipped, lang, LATE)}</Badge> : ''}
            </>
          ),
        },
      ]}
    />
  )
}

/** Drawn from the second day on: one day is no line. */
function OverTime({ lang, days }: { readonly lang: Language; readonly days: Known['days'] }) {
  const t = words[lang]
  const labels = [...new Set(days.flat().map(({ day }) => day))].sort()
  if (labels.length < 2) return null
  return (
    <LineChart
      lang={lang}
      id="over-time"
      title={t.over}
      summary={t.overSummary}
      labelsTitle={t.day}
      labels={labels}
      format={(value) => number(value, lang)}
      series={days.flatMap((rows) => {
        const [first] = rows
        if (first === undefined) return []
        const byDay = new Map(rows.map(({ day, ready }) => [day, ready]))
        return [{ label: subjectName(first.subject)[lang], values: labels.map((day) => byDay.get(day)) }]
      })}
    />
  )
}
