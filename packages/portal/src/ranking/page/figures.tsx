import { Bdi, digits, mixed, number, RankChart, signed, Table } from '@rabt/ui'
import type { Language } from '../../record/text.ts'
import { ATTRIBUTION } from '../claim.ts'
import { nameOf } from '../names.ts'
import { historyOf, SIX, SIX_STATES, sixIn, TARGET_RANK } from '../rules.ts'
import type { Edition, Result, Survey } from '../survey.ts'
import { words } from './words.ts'

/** Five decimals are what the survey prints; people read four. */
export const indexText = (value: number | undefined, lang: Language): string =>
  value === undefined ? '–' : number(value, lang, 4)

export const changeText = (change: number | undefined, lang: Language): string =>
  change === undefined ? '–' : signed(change, lang)

/** Source and downloads, under each chart. */
export function Source({ lang }: { readonly lang: Language }) {
  const t = words[lang]
  return (
    <p>
      {mixed(ATTRIBUTION[lang], lang)}. {t.download}:{' '}
      <a href="/ranking/egdi.csv">
        <Bdi>CSV</Bdi>
      </a>{' '}
      <a href="/ranking/egdi.json">
        <Bdi>JSON</Bdi>
      </a>
    </p>
  )
}

/** The ranks of the six through all editions, with the line of the target. */
export function SixChart({ lang, survey }: { readonly lang: Language; readonly survey: Survey }) {
  const t = words[lang]
  const latest = survey.at(-1)
  if (latest === undefined) return null
  const { best, last } = sixIn(latest)
  return (
    <RankChart
      lang={lang}
      id="six-ranks"
      title={digits(t.chart, lang)}
      summary={t.chartSummary(nameOf(best.state, lang), nameOf(last.state, lang), digits(latest.year, lang))}
      labelsTitle={t.year}
      labels={survey.map(({ year }) => digits(year, lang))}
      series={SIX_STATES.map((state) => ({
        label: nameOf(state, lang),
        values: survey.map(({ results }) => results.find((it) => it.state === state)?.rank),
      }))}
      format={(value) => number(value, lang)}
      target={{ rank: TARGET_RANK, label: t.target }}
      foot={<Source lang={lang} />}
    />
  )
}

interface ResultsProps {
  readonly lang: Language
  readonly id: string
  readonly caption: string
  readonly survey: Survey
  readonly edition: Edition
  readonly results: readonly Result[]
}

/** Results of one edition, a state a row. */
export function ResultsTable({ lang, id, caption, survey, edition, results }: ResultsProps) {
  const t = words[lang]
  const changes = new Map(
    results.map(({ state }) => [state, historyOf(survey, state).find((it) => it.year === edition.year)?.change]),
  )
  const index = (label: string, of: (result: Result) => number | undefined) => ({
    label,
    numeric: true,
    cell: (result: Result) => indexText(of(result), lang),
  })
  return (
    <Table
      lang={lang}
      id={id}
      caption={caption}
      columns={[
        { label: t.rank, numeric: true, cell: ({ rank }: Result) => number(rank, lang) },
        { label: t.state, heads: true, cell: ({ state }: Result) => <StateName lang={lang} state={state} /> },
        index(t.egdi, ({ egdi }) => egdi),
        { label: t.change, numeric: true, cell: ({ state }: Result) => changeText(changes.get(state), lang) },
        index(t.osi, ({ components }) => components?.osi),
        index(t.tii, ({ components }) => components?.tii),
        index(t.hci, ({ components }) => components?.hci),
        ...(results.every(({ epi }) => epi === undefined) ? [] : [index(t.epi, ({ epi }) => epi)]),
      ]}
      rows={results}
    />
  )
}

/** One of the six leads to its history. */
function StateName({ lang, state }: { readonly lang: Language; readonly state: string }) {
  const tenant = (SIX as Readonly<Record<string, string>>)[state]
  if (tenant === undefined) return <>{nameOf(state, lang)}</>
  return <a href={`/${lang}/ranking/states/${tenant.toLowerCase()}`}>{nameOf(state, lang)}</a>
}
