import { Blocks, gallery, messages, PageHead, say } from '@rabt/ui'
import { Hono } from 'hono'
import { preferred } from '../../http/language.ts'
import { LANGUAGES } from '../../record/text.ts'
import { plain, Shell } from '../shell.tsx'
import type { Site } from '../site.ts'
import { about } from '../texts/about.ts'
import { accessibility } from '../texts/accessibility.ts'
import { privacy } from '../texts/privacy.ts'
import { verifySite } from '../texts/verify-site.ts'

const ARTICLES = [about, accessibility, privacy, verifySite]

const words = messages(
  { gallery: 'معرض المكونات التي بُنيت منها هذه الصفحات' },
  { gallery: 'Gallery of the components that these pages are made of' },
)

/** Pages of the portal's own words, and the gallery of its components. */
export function articleRoutes({ baseUrl, launch }: Pick<Site, 'baseUrl' | 'launch'>): Hono {
  const app = new Hono()
  for (const lang of LANGUAGES)
    for (const { path, title, summary, body } of ARTICLES)
      app.get(`/${lang}/${path}`, (c) =>
        c.html(
          <Shell
            lang={lang}
            baseUrl={baseUrl}
            shows={launch.shows}
            path={`/${path}`}
            title={plain(title, lang)}
            description={plain(summary, lang)}
            crumbs={[]}
          >
            <PageHead title={say(title, lang)} lead={say(summary, lang)} />
            <Blocks blocks={body} lang={lang} />
            {path === about.path ? (
              <p>
                <a href={`/gallery/${lang}`}>{words[lang].gallery}</a>
              </p>
            ) : (
              ''
            )}
          </Shell>,
        ),
      )
  app.get('/gallery', (c) => {
    c.header('vary', 'accept-language')
    return c.redirect(`/gallery/${preferred(c.req.header('accept-language'))}`, 302)
  })
  for (const lang of LANGUAGES) app.get(`/gallery/${lang}`, (c) => c.html(gallery(lang, baseUrl)))
  return app
}
