import { digits, number, PageHead, SectionHead } from '@rabt/ui'
import { Shell } from '../../pages/shell.tsx'
import type { Language } from '../../record/text.ts'
import { nameOf } from '../names.ts'
import { type GulfState, SIX, sixIn } from '../rules.ts'
import type { Edition, Survey } from '../survey.ts'
import { ResultsTable, SixChart } from './figures.tsx'
import { ClaimSection, DistributionChart, MethodSection, TogetherSection } from './sections.tsx'
import { StateRanking } from './state.tsx'
import { type Asked, WhatIfSection } from './what-if.tsx'
import { words } from './words.ts'

interface RankingProps {
  readonly baseUrl: string
  readonly lang: Language
  readonly shows: (path: string) => boolean
  readonly survey: Survey
}

const home = (lang: Language) => ({ label: words[lang].title, href: `/${lang}/ranking` })

/** `/ar/ranking`: the six through all editions. */
export function RankingPage({ baseUrl, shows, lang, survey, asked }: RankingProps & { readonly asked: Asked }) {
  const t = words[lang]
  const latest = survey.at(-1) as Edition
  const year = digits(latest.year, lang)
  return (
    <Shell
      baseUrl={baseUrl}
      shows={shows}
      section="ranking"
      lang={lang}
      path="/ranking"
      title={t.title}
      description={digits(t.description, lang)}
      crumbs={[]}
    >
      <PageHead eyebrow={t.eyebrow} title={t.title} lead={t.lead} />
      <div class="flow">
        <SixChart lang={lang} survey={survey} />
        <ResultsTable
          lang={lang}
          id="latest"
          caption={t.latest(year)}
          survey={survey}
          edition={latest}
          results={sixIn(latest).results}
        />
      </div>
      <TogetherSection lang={lang} edition={latest} />
      <WhatIfSection lang={lang} survey={survey} asked={asked} />
      <ClaimSection lang={lang} survey={survey} />
      <section class="section">
        <SectionHead
          id="world"
          title={t.world}
          more={{ href: `/${lang}/ranking/${latest.year}`, label: t.edition(year) }}
        />
        <DistributionChart lang={lang} edition={latest} />
      </section>
      <section class="section">
        <SectionHead id="editions" title={t.editions} />
        <ul class="row">
          {survey.toReversed().map((edition) => (
            <li>
              <a href={`/${lang}/ranking/${edition.year}`}>{t.edition(digits(edition.year, lang))}</a>
            </li>
          ))}
        </ul>
        <p>{shows(`/${lang}/readiness`) ? <a href={`/${lang}/readiness`}>{t.readiness}</a> : t.readiness}</p>
      </section>
      <MethodSection lang={lang} />
    </Shell>
  )
}

/** `/ar/ranking/2014`: all states of one edition. */
export function EditionPage({ baseUrl, shows, lang, survey, edition }: RankingProps & { readonly edition: Edition }) {
  const t = words[lang]
  const year = digits(edition.year, lang)
  const title = t.edition(year)
  return (
    <Shell
      baseUrl={baseUrl}
      shows={shows}
      section="ranking"
      lang={lang}
      path={`/ranking/${edition.year}`}
      title={`${t.title}: ${title}`}
      description={digits(t.description, lang)}
      crumbs={[home(lang)]}
    >
      <PageHead eyebrow={t.eyebrow} title={title} lead={t.editionLead(number(edition.results.length, lang))} />
      <ResultsTable
        lang={lang}
        id="six"
        caption={t.latest(year)}
        survey={survey}
        edition={edition}
        results={sixIn(edition).results}
      />
      <TogetherSection lang={lang} edition={edition} />
      <section class="section">
        <SectionHead id="world" title={t.world} />
        <div class="flow">
          <DistributionChart lang={lang} edition={edition} />
          <ResultsTable
            lang={lang}
            id="all"
            caption={t.world}
            survey={survey}
            edition={edition}
            results={edition.results}
          />
        </div>
      </section>
      <MethodSection lang={lang} />
    </Shell>
  )
}

/** `/ar/ranking/states/kw`: one of the six through all editions. */
export function StatePage({ baseUrl, shows, lang, survey, state }: RankingProps & { readonly state: GulfState }) {
  const t = words[lang]
  const name = nameOf(state, lang)
  return (
    <Shell
      baseUrl={baseUrl}
      shows={shows}
      section="ranking"
      lang={lang}
      path={`/ranking/states/${SIX[state].toLowerCase()}`}
      title={t.history(name)}
      description={digits(t.description, lang)}
      crumbs={[home(lang)]}
    >
      <PageHead eyebrow={t.eyebrow} title={t.history(name)} lead={t.lead} />
      <StateRanking lang={lang} survey={survey} state={state} />
      <MethodSection lang={lang} />
    </Shell>
  )
}
