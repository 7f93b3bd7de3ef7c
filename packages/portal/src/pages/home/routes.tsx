import { Card, Figures, Grid, messages, number, SectionHead, say, tagOf } from '@rabt/ui'
import { Hono } from 'hono'
import { LANGUAGES, type Language } from '../../record/text.ts'
import { SECTORS } from '../../taxonomy/sectors.ts'
import { dayOf } from '../lists/list.tsx'
import { Marks } from '../parts/marks.tsx'
import { Shell } from '../shell.tsx'
import { hrefOf, type Site } from '../site.ts'

const words = messages(
  {
    title: 'ربط',
    lead: 'اسأل عن خدمة أو وثيقة أو جهة في أيّ من دول المجلس. ما تراه هنا يأتي من شبكات الدول نفسها، ولكل صفحة إثبات.',
    slogan: 'ست دول، شبكة واحدة، وخدمة تجيب.',
    search: 'ابحث في الخدمات والوثائق',
    go: 'بحث',
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
    sectors: 'القطاعات',
  },
  {
    title: 'Rabt',
    lead: 'Ask for a service, a document or an agency in any state of the Council. What you see comes from the states’ own networks, each page with its proof.',
    slogan: 'Six states, one network, and a service that answers.',
    search: 'Search services and documents',
    go: 'Search',
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
    sectors: 'Sectors',
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
  const [services, library, agencies, experiences, crossing, stories, news] = await Promise.all([
    published.count({ kind: 'service' }),
    published.count({ kind: ['document', 'dataset'] }),
    published.count({ kind: 'agency' }),
    published.count({ kind: 'experience' }),
    published.list({ kind: 'service', level: 'proactive', language: lang, limit: 6 }),
    published.list({ kind: 'experience', sort: 'date', limit: 3 }),
    published.list({ kind: 'news', sort: 'date', limit: 4 }),
  ])
  const to = (path: string): string => `/${lang}${path}`
  return (
    <Shell lang={lang} baseUrl={site.baseUrl} path="" title={t.title} description={t.lead} wide>
      <div class="wrap">
        <h1>{t.slogan}</h1>
        <p class="lead">{t.lead}</p>
        <form class="search" action={to('/search')}>
          <label for="q">{t.search}</label>
          <input id="q" name="q" type="search" maxlength={200} placeholder={t.example} />
          <button type="submit">{t.go}</button>
        </form>
        <Figures
          figures={[
            { value: number(services, lang), label: t.services, href: to('/services') },
            { value: number(library, lang), label: t.library, href: to('/library') },
            { value: number(agencies, lang), label: t.agencies, href: to('/states') },
            { value: number(experiences, lang), label: t.experiences, href: to('/experiences') },
          ]}
        />
        <section class="section">
          <SectionHead title={t.crossing} more={{ href: to('/services'), label: t.all }} />
          <Grid>
            {crossing.items.map(({ record }) => (
              <Card
                href={hrefOf(record.id, lang)}
                title={say(record.title, lang)}
                tag={tagOf(record.title, lang)}
                eyebrow={record.sectors[0] === undefined ? undefined : SECTORS[record.sectors[0]][lang]}
                below={<Marks record={record} lang={lang} />}
              />
            ))}
          </Grid>
        </section>
        <div class="beside even section">
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
        </div>
      </div>
    </Shell>
  )
}
