import {
  AnsweringBadge,
  Badge,
  BarChart,
  Bdi,
  Figures,
  HeatTable,
  type Language,
  LineChart,
  Moment,
  messages,
  Notice,
  number,
  PageHead,
  percent,
  SectionHead,
  say,
  Table,
  Tabs,
  type Text,
} from '@rabt/ui'
import { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import type { StateStatus } from '../../harvest/status.ts'
import type { MeasuredService, ReadinessCell, ReadinessReader, ReadinessRow } from '../../readiness/read.ts'
import { LANGUAGES } from '../../record/text.ts'
import { LIFE_EVENTS } from '../../taxonomy/events.ts'
import { SECTORS } from '../../taxonomy/sectors.ts'
import { LEVELS } from '../../taxonomy/services.ts'
import { TENANT_NAMES } from '../../taxonomy/tenants.ts'
import type { Terms } from '../../taxonomy/term.ts'
import { Shell } from '../shell.tsx'
import { hrefOf, type Site } from '../site.ts'
import { LEVEL_ORDER, medianLevel } from './levels.ts'
import { reasonOf } from './reason.tsx'

const words = messages(
  {
    title: 'جاهزية الخدمات',
    lead: 'المستوى الذي أعلنته الجهة، وبجانبه ما أجاب على الشبكة حين سُئل. النقطة تعني أن خدمة تجيب الآن.',
    by: 'عرض حسب',
    sector: 'القطاع',
    lifeEvent: 'حدث الحياة',
    agency: 'الجهة',
    state: 'الدولة',
    declared: 'مستوى نصف الخدمات على الأقل، كما أعلنته الجهات',
    services: 'الخدمات',
    onNetwork: 'على الشبكة',
    answering: 'تجيب الآن',
    now: 'خدمات الشبكة الآن',
    service: 'الخدمة',
    status: 'الحال',
    asked: 'سُئلت',
    level: 'المستوى المعلن',
    why: 'السبب',
    waiting: 'لم تُسأل بعد',
    harvest: 'محتوى الدول',
    confirmed: 'آخر ما عُرف كله',
    records: 'السجلات',
    fine: 'يصل',
    failing: 'لا يصل منذ',
    never: 'لم يصل بعد',
    history: 'نسبة ما أجيب من الأسئلة، يومًا بيوم',
    share: 'ما أجيب',
    day: 'اليوم',
    none: '—',
    stale: 'قديم',
    levels: 'المستويات المعلنة',
  },
  {
    title: 'Readiness of services',
    lead: 'The level that the agency declares, and beside it what answered on the network when asked. The dot means that a service answers now.',
    by: 'Shown by',
    sector: 'Sector',
    lifeEvent: 'Life event',
    agency: 'Agency',
    state: 'State',
    declared: 'Level of at least half of the services, as agencies declare',
    services: 'Services',
    onNetwork: 'On the network',
    answering: 'Answer now',
    now: 'Services on the network now',
    service: 'Service',
    status: 'Status',
    asked: 'Asked',
    level: 'Declared level',
    why: 'Reason',
    waiting: 'Not asked yet',
    harvest: 'Content of the states',
    confirmed: 'Last known in full',
    records: 'Records',
    fine: 'Arrives',
    failing: 'Not arriving since',
    never: 'Has not arrived yet',
    history: 'Share of questions that were answered, day by day',
    share: 'Answered',
    day: 'Day',
    none: '—',
    stale: 'stale',
    levels: 'Declared levels',
  },
)

export interface ReadinessSource {
  readonly read: ReadinessReader
  readonly harvest: () => Promise<readonly StateStatus[]>
}

const STATE_CODES = ['KW', 'SA', 'QA', 'AE', 'BH', 'OM'] as const

/** `/ar/readiness`: declared beside measured, per state and sector or life event; services now; history; how content arrives. */
export function readinessRoutes(site: Site, source: ReadinessSource): Hono {
  const app = new Hono()
  for (const lang of LANGUAGES)
    app.get(`/${lang}/readiness`, async (c) => {
      const by = c.req.query('by') === 'lifeEvent' ? 'lifeEvent' : 'sector'
      return c.html(await page(site, source, lang, by))
    })
  return app
}

async function page(site: Site, source: ReadinessSource, lang: Language, by: 'sector' | 'lifeEvent') {
  const t = words[lang]
  const { read } = source
  const [states, cells, services, days, harvest] = await Promise.all([
    read.by('state'),
    read.cells(by),
    read.services(),
    read.days(),
    source.harvest(),
  ])
  const items = await Promise.all(services.map(({ id }) => site.published.get(id)))
  const titles = new Map(items.flatMap((item) => (item === null ? [] : [[item.record.id, item.record.title] as const])))
  const sum = (of: (row: ReadinessRow) => number): number => states.reduce((all, row) => all + of(row), 0)
  const path = by === 'sector' ? '/readiness' : '/readiness?by=lifeEvent'
  return (
    <Shell
      lang={lang}
      baseUrl={site.baseUrl}
      shows={site.launch.shows}
      path={path}
      title={t.title}
      description={t.lead}
      section="readiness"
      crumbs={[]}
    >
      <PageHead title={t.title} lead={t.lead} />
      <Figures
        figures={[
          {
            value: number(
              sum(({ services: all }) => all),
              lang,
            ),
            label: t.services,
            ...(site.launch.shows(`/${lang}/services`) ? { href: `/${lang}/services` } : {}),
          },
          {
            value: number(
              sum(({ onNetwork }) => onNetwork),
              lang,
            ),
            label: t.onNetwork,
            href: '#now',
          },
          {
            value: number(
              sum(({ answering }) => answering),
              lang,
            ),
            label: t.answering,
            href: '#now',
          },
        ]}
      />
      <section class="section flow">
        <Tabs
          label={t.by}
          tabs={[
            { label: t.sector, href: `/${lang}/readiness`, current: by === 'sector' },
            { label: t.lifeEvent, href: `/${lang}/readiness?by=lifeEvent`, current: by === 'lifeEvent' },
          ]}
        />
        <ReadinessHeat lang={lang} shows={site.launch.shows} id="heat" cells={cells} by={by} />
        <p class="soft">{t.declared}</p>
      </section>
      <section class="section">
        <SectionHead title={t.now} id="now" />
        <Table
          lang={lang}
          id="services-now"
          caption={t.now}
          captionUnseen
          columns={[
            {
              label: t.service,
              heads: true,
              cell: (row) => <ServiceName row={row} title={titles.get(row.id)} lang={lang} />,
            },
            { label: t.status, cell: (row) => <StatusOf row={row} lang={lang} /> },
            { label: t.state, cell: ({ state }) => TENANT_NAMES[state as keyof typeof TENANT_NAMES][lang] },
            { label: t.level, cell: ({ level }) => LEVELS[level][lang] },
            {
              label: t.asked,
              cell: ({ checked }) =>
                checked === null ? t.waiting : <Moment value={checked.toISOString()} lang={lang} />,
            },
          ]}
          rows={services}
        />
      </section>
      {days.length < 2 ? (
        ''
      ) : (
        <section class="section">
          <LineChart
            lang={lang}
            id="history"
            title={t.history}
            labels={days.map(({ day }) => day)}
            summary={t.history}
            labelsTitle={t.day}
            series={[{ label: t.share, values: days.map(({ checks, answered }) => answered / checks) }]}
            format={(value) => percent(value, lang, 1)}
          />
        </section>
      )}
      <section class="section">
        <BarChart
          lang={lang}
          id="levels"
          title={t.levels}
          labels={LEVEL_ORDER.map((level) => LEVELS[level][lang])}
          summary={t.levels}
          labelsTitle={t.level}
          format={(value) => number(value, lang)}
          series={[
            { label: t.services, values: LEVEL_ORDER.map((level) => sum(({ declared }) => declared[level] ?? 0)) },
          ]}
        />
      </section>
      <section class="section">
        <SectionHead title={t.harvest} id="harvest" />
        <Table
          lang={lang}
          id="harvest-states"
          caption={t.harvest}
          captionUnseen
          columns={[
            {
              label: t.state,
              heads: true,
              cell: ({ state }) => TENANT_NAMES[state as keyof typeof TENANT_NAMES][lang],
            },
            { label: t.records, numeric: true, cell: ({ items }) => number(items, lang) },
            {
              label: t.confirmed,
              cell: ({ confirmed, isStale }) =>
                confirmed === null ? (
                  t.never
                ) : (
                  <>
                    <Moment value={confirmed.toISOString()} lang={lang} />{' '}
                    {isStale ? <Badge tone="wait">{t.stale}</Badge> : ''}
                  </>
                ),
            },
            {
              label: t.status,
              cell: ({ failed }) =>
                failed === null ? (
                  <Badge tone="good">{t.fine}</Badge>
                ) : (
                  <Badge tone={failed.reason === 'not-joined' ? 'wait' : 'bad'}>
                    {t.failing} <Moment value={failed.since.toISOString()} lang={lang} />
                  </Badge>
                ),
            },
          ]}
          rows={harvest}
        />
      </section>
      {services.length === 0 ? <Notice>{t.waiting}</Notice> : ''}
    </Shell>
  )
}

/** States by sector or life event: the level of half of the services, and whether any of them answers. */
export function ReadinessHeat(props: {
  readonly lang: Language
  readonly shows: (path: string) => boolean
  readonly id: string
  readonly cells: readonly ReadinessCell[]
  readonly by: 'sector' | 'lifeEvent'
  /** The first so many columns alone, on the home page. */
  readonly columns?: readonly string[]
}) {
  const { lang, id, cells, by } = props
  const t = words[lang]
  const terms: Terms = by === 'sector' ? SECTORS : LIFE_EVENTS
  const there = new Set(cells.map(({ key }) => key))
  const keys = (props.columns ?? Object.keys(terms)).filter((key) => there.has(key))
  const find = new Map(cells.map((cell) => [`${cell.state} ${cell.key}`, cell]))
  return (
    <HeatTable
      lang={lang}
      id={id}
      caption={t.title}
      captionUnseen
      corner={t.state}
      columns={keys.map((key) => terms[key]?.[lang])}
      rows={STATE_CODES.filter((state) => props.shows(`/${lang}/states/${state.toLowerCase()}`)).map((state) => ({
        title: <a href={`/${lang}/states/${state.toLowerCase()}`}>{TENANT_NAMES[state][lang]}</a>,
        cells: keys.map((key) => {
          const cell = find.get(`${state} ${key}`)
          const level = cell === undefined ? undefined : medianLevel(cell.declared)
          if (cell === undefined || level === undefined) return { label: t.none }
          return {
            level: LEVEL_ORDER.indexOf(level) as 0 | 1 | 2 | 3 | 4,
            label: LEVELS[level][lang],
            answers: cell.answering > 0,
            href: `/${lang}/services?state=${state}&${by}=${key}`,
          }
        }),
      }))}
      levels={LEVEL_ORDER.map((level) => LEVELS[level][lang])}
    />
  )
}

interface ServiceNameProps {
  readonly row: MeasuredService
  readonly title: Text | undefined
  readonly lang: Language
}

/** Its title, and what it is called on the network. */
function ServiceName({ row, title, lang }: ServiceNameProps): Child {
  const code = <Bdi>{row.network}</Bdi>
  return (
    <>
      <a href={hrefOf(row.id, lang)}>{title === undefined ? code : say(title, lang)}</a>{' '}
      {title === undefined ? '' : <div class="small soft">{code}</div>}
    </>
  )
}

function StatusOf({ row, lang }: { readonly row: MeasuredService; readonly lang: Language }): Child {
  if (row.answers === null || row.since === null) return words[lang].waiting
  return (
    <>
      <AnsweringBadge
        lang={lang}
        answering={row.answers ? { state: 'answers' } : { state: 'silent', since: row.since.toISOString() }}
      />{' '}
      {row.code === null ? '' : reasonOf(row.code, lang)}
    </>
  )
}
