import { Card, Grid, messages, Notice, PageHead, say, tagOf } from '@rabt/ui'
import { Hono } from 'hono'
import { LANGUAGES, type Language } from '../../record/text.ts'
import { Shell } from '../shell.tsx'
import { hrefOf, type Site } from '../site.ts'

const words = messages(
  {
    title: 'الدول',
    lead: 'الدول الست الأعضاء: حقائق بمصادرها، وجهاتها وخدماتها، ومرحلتها على الشبكة.',
    six: 'الدول الست',
    empty: 'لم تنشر الدول محتواها بعد.',
  },
  {
    title: 'States',
    lead: 'The six member states: facts with their sources, their agencies and services, and their stage on the network.',
    six: 'The six states',
    empty: 'The states have not published their content yet.',
  },
)

export function stateRoutes(site: Site): Hono {
  const app = new Hono()
  for (const lang of LANGUAGES) app.get(`/${lang}/states`, async (c) => c.html(await statesPage(site, lang)))
  return app
}

async function statesPage(site: Site, lang: Language) {
  const t = words[lang]
  const { items } = await site.published.list({ kind: 'state', language: lang, limit: 10 })
  return (
    <Shell
      lang={lang}
      baseUrl={site.baseUrl}
      shows={site.launch.shows}
      path="/states"
      trial={site.trial?.(lang, '/states')}
      title={t.title}
      description={t.lead}
      section="states"
      crumbs={[]}
    >
      <PageHead title={t.title} lead={t.lead} />
      {items.length === 0 ? <Notice>{t.empty}</Notice> : ''}
      <h2 class="unseen">{t.six}</h2>
      <Grid>
        {items.map(({ record }) => (
          <Card href={hrefOf(record.id, lang)} title={say(record.title, lang)} tag={tagOf(record.title, lang)}>
            {say(record.summary, lang)}
          </Card>
        ))}
      </Grid>
    </Shell>
  )
}
