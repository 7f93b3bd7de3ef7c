import { AnsweringBadge, type Crumb, say } from '@rabt/ui'
import { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import type { PublishedItem } from '../../content/published.ts'
import { FormsOfRecord } from '../../faces/forms-of-record.tsx'
import { StateRanking } from '../../ranking/page/state.tsx'
import { SIX, SIX_STATES } from '../../ranking/rules.ts'
import { readSurvey } from '../../ranking/survey.ts'
import { type Kind, TENANTS } from '../../record/common.ts'
import { kindsAt, placeOf, SECTION_OF } from '../../record/place.ts'
import type { PortalRecord, RecordOf } from '../../record/record.ts'
import { LANGUAGES, type Language } from '../../record/text.ts'
import { LibraryItem } from '../library/item.tsx'
import { previewOf } from '../library/preview.tsx'
import { isList, listWords } from '../lists/kinds.ts'
import { AgencyPage } from '../parties/agency.tsx'
import { StatePage } from '../parties/state.tsx'
import { Service } from '../service/service.tsx'
import { plain, type Section, Shell } from '../shell.tsx'
import { hrefOf, type Site, tenantOf } from '../site.ts'
import { StoryPage } from '../stories/story.tsx'

const SECTION: Readonly<Partial<Record<Kind, Section>>> = {
  state: 'states',
  agency: 'states',
  service: 'services',
  document: 'library',
  dataset: 'library',
  experience: 'experiences',
  news: 'news',
}

/** `/ar/services/kw/traffic-violations`, …: one record each. What is not there is left to who answers next. */
export function recordRoutes(site: Site): Hono {
  const app = new Hono()
  const sections = new Set(Object.values(SECTION_OF))
  for (const lang of LANGUAGES)
    for (const section of sections)
      app.get(`/${lang}/${section}/:owner/:slug?`, async (c, next) => {
        const item = await find(site, section, c.req.param('owner'), c.req.param('slug'))
        return item === null ? next() : c.html(await recordPage(site, lang, item))
      })
  return app
}

async function find(
  site: Site,
  section: string,
  owner: string,
  slug: string | undefined,
): Promise<PublishedItem | null> {
  const tenant = tenantOf(owner)
  if (tenant === undefined) return null
  if (section === SECTION_OF.state) {
    if (slug !== undefined) return null
    const { items } = await site.published.list({ kind: 'state', tenant, limit: 1 })
    return items[0] ?? null
  }
  if (slug === undefined || !/^[a-z0-9-]{1,80}$/.test(slug)) return null
  for (const kind of kindsAt(section)) {
    const item = await site.published.get(`${tenant}/${kind}/${slug}`)
    if (item !== null) return item
  }
  return null
}

async function recordPage(site: Site, lang: Language, item: PublishedItem) {
  const { record } = item
  return (
    <Shell
      lang={lang}
      baseUrl={site.baseUrl}
      shows={site.launch.shows}
      path={placeOf(record.id)}
      trial={site.trial?.(lang, placeOf(record.id))}
      title={plain(record.title, lang)}
      description={plain(record.summary, lang)}
      section={SECTION[record.kind]}
      crumbs={crumbsOf(record, lang)}
      head={<FormsOfRecord item={item} lang={lang} baseUrl={site.baseUrl} stage={site.launch.stageOf(item)} />}
    >
      {await bodyOf(site, lang, item, record)}
    </Shell>
  )
}

function crumbsOf({ kind }: PortalRecord, lang: Language): readonly Crumb[] {
  const section = SECTION_OF[kind]
  return isList(section) ? [{ label: listWords[lang][section].title, href: `/${lang}/${section}` }] : []
}

async function bodyOf(site: Site, lang: Language, item: PublishedItem, record: PortalRecord): Promise<Child> {
  const { published } = site
  const common = { lang, item, now: site.clock() }
  switch (record.kind) {
    case 'service': {
      const slug = record.id.split('/')[2] ?? ''
      const [agency, ...others] = await Promise.all([
        published.get(record.agency),
        ...record.laws.map((id) => published.get(id)),
        ...TENANTS.filter((tenant) => tenant !== item.tenant).map((tenant) =>
          published.get(`${tenant}/service/${slug}`),
        ),
      ])
      const there = others.filter((one) => one !== null)
      return (
        <Service
          {...common}
          record={record}
          agency={agency}
          laws={there.filter((one) => one.kind === 'law')}
          twins={there.filter((one) => one.kind === 'service')}
          answering={await answeringOf(site, lang, record)}
        />
      )
    }
    case 'document':
    case 'dataset':
      return (
        <LibraryItem
          {...common}
          record={record}
          ownerName={await ownerOf(site, lang, record)}
          preview={record.kind === 'dataset' ? await previewOf(site.files, record, lang) : undefined}
        />
      )
    case 'state': {
      const tenant = item.tenant
      const [{ items: agencies }, services, library, experiences] = await Promise.all([
        published.list({ kind: 'agency', tenant, language: lang, limit: 100 }),
        published.count({ kind: 'service', tenant }),
        published.count({ kind: ['document', 'dataset'], tenant }),
        published.count({ kind: 'experience', tenant }),
      ])
      const inSurvey = SIX_STATES.find((it) => SIX[it] === record.state)
      return (
        <StatePage
          {...common}
          record={record}
          agencies={agencies}
          counts={{ services, library, experiences }}
          ranking={
            inSurvey &&
            site.launch.shows(`/${lang}/ranking`) && <StateRanking lang={lang} survey={readSurvey()} state={inSurvey} />
          }
        />
      )
    }
    case 'agency': {
      const { items: services } = await published.list({
        kind: 'service',
        agency: record.id,
        language: lang,
        limit: 50,
      })
      return <AgencyPage {...common} record={record} services={services} />
    }
    default:
      return <StoryPage {...common} record={record} />
  }
}

/** Whether it answers now, where it is said to be on the network: measured, or not asked yet. */
async function answeringOf(site: Site, lang: Language, { network }: RecordOf<'service'>): Promise<Child | undefined> {
  const measured = network === undefined ? null : await site.readiness.of(network)
  if (measured === null || measured.answers === null || measured.since === null) return undefined
  return (
    <AnsweringBadge
      lang={lang}
      answering={measured.answers ? { state: 'answers' } : { state: 'silent', since: measured.since.toISOString() }}
    />
  )
}

/** The agency that answers for a record, by its name; its identifier where it has no page. */
async function ownerOf(site: Site, lang: Language, record: PortalRecord): Promise<Child> {
  const { items } = await site.published.list({ kind: 'agency', tenant: record.id.split('/')[0] as never, limit: 100 })
  const found = items.find(({ record: agency }) => agency.kind === 'agency' && agency.member === record.owner)
  return found === undefined ? (
    record.owner
  ) : (
    <a href={hrefOf(found.record.id, lang)}>{say(found.record.title, lang)}</a>
  )
}
