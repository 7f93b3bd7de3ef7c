import {
  AnsweringBadge,
  Card,
  Figures,
  Grid,
  GulfMap,
  Hero,
  messages,
  number,
  SearchBox,
  SectionHead,
  STATES,
  type StateCode,
  say,
  tagOf,
} from '@rabt/ui'
import { Hono } from 'hono'
import type { PublishedItem } from '../../content/published.ts'
import type { MeasuredService } from '../../readiness/read.ts'
import { LANGUAGES, type Language } from '../../record/text.ts'
import { SECTORS } from '../../taxonomy/sectors.ts'
import { dayOf } from '../lists/list.tsx'
import { Marks } from '../parts/marks.tsx'
import { ReadinessHeat } from '../readiness/routes.tsx'
import { Shell } from '../shell.tsx'
import { hrefOf, type Site } from '../site.ts'

const words = messages(
  {
    title: 'ربط',
    lead: 'اسأل عن خدمة أو وثيقة أو جهة في أيّ من دول المجلس. ما تراه هنا يأتي من شبكات الدول نفسها، ولكل صفحة إثبات.',
    slogan: 'ست دول، شبكة\u00a0واحدة، وخدمة\u00a0تجيب.',
    often: ['تأسيس شركة', 'رخصة إطفاء', 'تقاعد', 'مخالفة مرورية'],
    readiness: 'جاهزية الخدمات',
    readinessLead: 'المستوى الذي أعلنته الجهة، والنقطة تعني أنها تجيب على الشبكة الآن.',
    allReadiness: 'كل القطاعات والتاريخ',
    search: 'ابحث في الخدمات والوثائق',
    example: 'مثلًا: مخالفة مرورية في قطر',
    services: 'خدمة',
    library: 'وثيقة ومجموعة بيانات',
    agencies: 'جهة',
    experiences: 'تجربة',
    crossing: 'خدمات تعبر الحدود',
    all: 'دليل الخدمات',
    stories: 'تجارب ناجحة',
    allStories: 'كل التجارب',
    news: 'أحدث ما نُشر',
    allNews: 'كل الأخبار',
  },
  {
    title: 'Rabt',
    lead: 'Ask for a service, a document or an agency in any state of the Council. What you see comes from the states’ own networks, each page with its proof.',
    slogan: 'Six states, one\u00a0network, and a service that\u00a0answers.',
    often: ['Founding a company', 'Fire permit', 'Pension', 'Traffic violation'],
    readiness: 'Readiness of services',
    readinessLead: 'The level that the agency declares; the dot means that it answers on the network now.',
    allReadiness: 'All sectors, and history',
    search: 'Search services and documents',
    example: 'For example: traffic violation in Qatar',
    services: 'services',
    library: 'documents and data sets',
    agencies: 'agencies',
    experiences: 'experiences',
    crossing: 'Services across borders',
    all: 'Catalogue of services',
    stories: 'Successful experiences',
    allStories: 'All experiences',
    news: 'Latest',
    allNews: 'All news',
  },
)

export function homeRoutes(site: Site): Hono {
  const app = new Hono()
  for (const lang of LANGUAGES) app.get(`/${lang}`, async (c) => c.html(await home(site, lang)))
  return app
}

async function home(site: Site, lang: Language) {
  const t = words[lang]
  const { published } = site
  const [services, library, agencies, experiences, joint, stages, cells, stories, news] = await Promise.all([
    published.count({ kind: 'service' }),
    published.count({ kind: ['document', 'dataset'] }),
    published.count({ kind: 'agency' }),
    published.count({ kind: 'experience' }),
    site.readiness.services(),
    site.readiness.stages(),
    site.readiness.cells('sector'),
    published.list({ kind: 'experience', sort: 'date', limit: 3 }),
    published.list({ kind: 'news', sort: 'date', limit: 4 }),
  ])
  const crossing = await oneOfEach(site, joint)
  const to = (path: string): string => `/${lang}${path}`
  const ifShown = (path: string) => (site.launch.shows(to(path)) ? to(path) : undefined)
  return (
    <Shell
      lang={lang}
      baseUrl={site.baseUrl}
      shows={site.launch.shows}
      path=""
      title={t.title}
      description={t.lead}
      trial={site.trial?.(lang, '')}
      wide
      scripts={['suggest.js']}
    >
      <Hero
        title={t.slogan}
        lead={t.lead}
        figure={
          <GulfMap lang={lang} stages={stagesOf(stages)} href={(code) => ifShown(`/states/${code.toLowerCase()}`)} />
        }
      >
        <SearchBox
          lang={lang}
          action={to('/search')}
          label={t.search}
          placeholder={t.example}
          often={t.often.map((label) => ({ label, href: to(`/search?q=${encodeURIComponent(label)}`) }))}
          suggest={to('/search/suggest')}
        />
      </Hero>
      <div class="wrap">
        <Figures
          figures={[
            { of: '/services', value: number(services, lang), label: t.services, href: to('/services') },
            { of: '/library', value: number(library, lang), label: t.library, href: to('/library') },
            { of: '/agencies', value: number(agencies, lang), label: t.agencies, href: to('/states') },
            { of: '/experiences', value: number(experiences, lang), label: t.experiences, href: to('/experiences') },
          ].filter(({ of }) => ifShown(of))}
        />
        {ifShown('/readiness') && (
          <section class="section">
            <SectionHead
              title={t.readiness}
              lead={t.readinessLead}
              more={{ href: to('/readiness'), label: t.allReadiness }}
            />
            <ReadinessHeat lang={lang} shows={site.launch.shows} id="heat" cells={cells} by="sector" columns={HEAT} />
          </section>
        )}
        {ifShown('/services') && (
          <section class="section">
            <SectionHead title={t.crossing} more={{ href: to('/services'), label: t.all }} />
            <Grid>
              {crossing.map(({ item: { record }, answers, since }) => (
                <Card
                  href={hrefOf(record.id, lang)}
                  title={say(record.title, lang)}
                  tag={tagOf(record.title, lang)}
                  eyebrow={record.sectors[0] === undefined ? undefined : SECTORS[record.sectors[0]][lang]}
                  below={
                    <>
                      <Marks record={record} lang={lang} />{' '}
                      {answers === null || since === null ? (
                        ''
                      ) : (
                        <AnsweringBadge
                          lang={lang}
                          answering={answers ? { state: 'answers' } : { state: 'silent', since: since.toISOString() }}
                        />
                      )}
                    </>
                  }
                />
              ))}
            </Grid>
          </section>
        )}
        <div class="beside even section">
          {ifShown('/experiences') && (
            <section>
              <SectionHead title={t.stories} more={{ href: to('/experiences'), label: t.allStories }} />
              {stories.items.map(({ record }) => (
                <article>
                  <h3>
                    <a href={hrefOf(record.id, lang)}>{say(record.title, lang)}</a>
                  </h3>
                  <p class="soft">{say(record.summary, lang)}</p>
                </article>
              ))}
            </section>
          )}
          {ifShown('/news') && (
            <section>
              <SectionHead title={t.news} more={{ href: to('/news'), label: t.allNews }} />
              {news.items.map((item) => (
                <article>
                  <h3>
                    <a href={hrefOf(item.record.id, lang)}>{say(item.record.title, lang)}</a>
                  </h3>
                  <p class="soft">{dayOf(item, lang)}</p>
                </article>
              ))}
            </section>
          )}
        </div>
      </div>
    </Shell>
  )
}

/** Sectors on the home page: those in which the states offer the most together. */
const HEAT = ['traffic', 'trade', 'customs', 'pensions', 'travel', 'health', 'housing', 'justice']

/** By the directory: live states exchange, all others are on the way. */
function stagesOf(
  stages: readonly { readonly state: string; readonly stage: string | null }[],
): Record<StateCode, 'live' | 'joining'> {
  const live = new Set(stages.filter(({ stage }) => stage === 'live').map(({ state }) => state))
  const codes = Object.keys(STATES) as StateCode[]
  return Object.fromEntries(codes.map((code) => [code, live.has(code) ? 'live' : 'joining'])) as Record<
    StateCode,
    'live' | 'joining'
  >
}

/** Of the services on the network one of each kind, from the state where it answers; at most six. */
async function oneOfEach(site: Site, services: readonly MeasuredService[]) {
  const best = new Map<string, MeasuredService>()
  for (const one of services) {
    const kind = one.network.split('/').slice(1).join('/')
    const had = best.get(kind)
    if (had === undefined || (had.answers !== true && one.answers === true)) best.set(kind, one)
  }
  const found = await Promise.all(
    [...best.values()]
      .slice(0, 6)
      .map(async ({ id, answers, since }) => ({ item: await site.published.get(id), answers, since })),
  )
  return found.filter((one): one is typeof one & { item: PublishedItem } => one.item !== null)
}
