import { digits, LineChart, number, SectionHead, Table } from '@rabt/ui'
import type { Language } from '../../record/text.ts'
import { nameOf } from '../names.ts'
import { type GulfState, historyOf, type Step } from '../rules.ts'
import { COMPONENTS, type Survey } from '../survey.ts'
import { changeText, indexText, Source } from './figures.tsx'
import { words } from './words.ts'

interface StateRankingProps {
  readonly lang: Language
  readonly survey: Survey
  readonly state: GulfState
}

/** One state through all editions: the part of its page that tells of its rank. */
export function StateRanking({ lang, survey, state }: StateRankingProps) {
  const t = words[lang]
  const steps = historyOf(survey, state)
  const name = nameOf(state, lang)
  const columns = [
    {
      label: t.year,
      heads: true,
      cell: ({ year }: Step) => <a href={`/${lang}/ranking/${year}`}>{digits(year, lang)}</a>,
    },
    { label: t.rank, numeric: true, cell: ({ result }: Step) => number(result.rank, lang) },
    { label: t.change, numeric: true, cell: ({ change }: Step) => changeText(change, lang) },
    { label: t.egdi, numeric: true, cell: ({ result }: Step) => indexText(result.egdi, lang) },
    { label: t.epi, numeric: true, cell: ({ result }: Step) => indexText(result.epi, lang) },
  ]
  return (
    <section class="section">
      <SectionHead id="state-ranking" title={t.history(name)} />
      <Table
        lang={lang}
        id="state-history"
        caption={t.history(name)}
        captionUnseen
        columns={columns}
        rows={steps.toReversed()}
      />
      <LineChart
        lang={lang}
        id="state-components"
        title={t.components(name)}
        summary={t.componentsSummary}
        labelsTitle={t.year}
        labels={steps.map(({ year }) => digits(year, lang))}
        series={COMPONENTS.map((component) => ({
          label: t[component],
          values: steps.map(({ result }) => result.components?.[component]),
        }))}
        format={(value) => number(value, lang, 2)}
        foot={<Source lang={lang} />}
      />
    </section>
  )
}
