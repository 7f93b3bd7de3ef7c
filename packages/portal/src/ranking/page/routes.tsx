import { type Context, Hono } from 'hono'
import type { Site } from '../../pages/site.ts'
import { LANGUAGES } from '../../record/text.ts'
import { rankingDownloads } from '../download.ts'
import { editionOf, SIX, SIX_STATES } from '../rules.ts'
import { readSurvey } from '../survey.ts'
import { EditionPage, RankingPage, StatePage } from './pages.tsx'
import { readAsked } from './what-if.tsx'

/** `/ar|en/ranking`, `/ranking/<year>`, `/ranking/states/<st>`, and the downloads. */
export function rankingRoutes({ baseUrl, launch: { shows } }: Pick<Site, 'baseUrl' | 'launch'>): Hono {
  const app = new Hono()
  const survey = readSurvey()
  const shared = { baseUrl, shows, survey }
  for (const lang of LANGUAGES) {
    app.get(`/${lang}/ranking`, (c) => {
      const asked = readAsked(new URL(c.req.url).searchParams, survey)
      return c.html(<RankingPage {...shared} lang={lang} asked={asked} />, asked.wrong.length > 0 ? 400 : 200)
    })
    app.get(`/${lang}/ranking/:year{[0-9]{4}}`, (c: Context) => {
      const edition = editionOf(survey, Number(c.req.param('year')))
      if (edition === undefined) return c.notFound()
      return c.html(<EditionPage {...shared} lang={lang} edition={edition} />)
    })
    app.get(`/${lang}/ranking/states/:state{[a-z]{2}}`, (c: Context) => {
      const state = SIX_STATES.find((it) => SIX[it].toLowerCase() === c.req.param('state'))
      if (state === undefined) return c.notFound()
      return c.html(<StatePage {...shared} lang={lang} state={state} />)
    })
  }
  app.route('/', rankingDownloads())
  return app
}
