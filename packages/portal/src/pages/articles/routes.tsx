import { Blocks, PageHead, say } from '@rabt/ui'
import { Hono } from 'hono'
import { LANGUAGES } from '../../record/text.ts'
import { plain, Shell } from '../shell.tsx'
import type { Site } from '../site.ts'
import { about } from '../texts/about.ts'
import { accessibility } from '../texts/accessibility.ts'
import { privacy } from '../texts/privacy.ts'
import { verifySite } from '../texts/verify-site.ts'

const ARTICLES = [about, accessibility, privacy, verifySite]

/** Pages of the portal's own words. */
export function articleRoutes({ baseUrl }: Pick<Site, 'baseUrl'>): Hono {
  const app = new Hono()
  for (const lang of LANGUAGES)
    for (const { path, title, summary, body } of ARTICLES)
      app.get(`/${lang}/${path}`, (c) =>
        c.html(
          <Shell
            lang={lang}
            baseUrl={baseUrl}
            path={`/${path}`}
            title={plain(title, lang)}
            description={plain(summary, lang)}
            crumbs={[]}
          >
            <PageHead title={say(title, lang)} lead={say(summary, lang)} />
            <Blocks blocks={body} lang={lang} />
          </Shell>,
        ),
      )
  return app
}
