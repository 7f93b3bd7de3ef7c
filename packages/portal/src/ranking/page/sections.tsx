import { BarChart, count, digits, Figures, Notice, number, SectionHead, Table } from '@rabt/ui'
import type { Language } from '../../record/text.ts'
import { claimBesideSource } from '../claim.ts'
import { nameOf } from '../names.ts'
import { distributionOf, sixIn, targetIn } from '../rules.ts'
import type { Edition, Survey } from '../survey.ts'
import { indexText, Source } from './figures.tsx'
import { PLACES, prose, words } from './words.ts'

interface EditionProps {
  readonly lang: Language
  readonly edition: Edition
}

/** The six as one, and where they stand against the target. */
export function TogetherSection({ lang, edition }: EditionProps) {
  const t = words[lang]
  const six = sixIn(edition)
  const line = targetIn(edition)
  const plain = (value: number) => number(value, lang)
  return (
    <section class="section">
      <SectionHead id="together" title={t.together} />
      <Figures
        figures={[
          { value: indexText(six.meanEgdi, lang), label: t.meanIndex },
          { value: plain(six.meanAsRank), label: t.meanRank },
          { value: t.of(plain(line.within.length), plain(six.results.length)), label: t.within },
        ]}
      />
      <h3>{t.targetHead}</h3>
      <p>{t.targetLine(indexText(line.egdi, lang))}</p>
      {line.beyond.length === 0 ? (
        <Notice tone="good">{t.targetMet}</Notice>
      ) : (
        <ul>
          {line.beyond.map(({ result, places, egdi }) => (
            <li>
              <strong>{nameOf(result.state, lang)}</strong>{' '}
              {t.beyond(count(places, lang, PLACES), indexText(egdi, lang))}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** How the states of the world lie over the index. */
export function DistributionChart({ lang, edition }: EditionProps) {
  const t = words[lang]
  const bins = distributionOf(edition)
  return (
    <BarChart
      lang={lang}
      id="distribution"
      title={t.distribution(digits(edition.year, lang))}
      summary={t.distributionSummary}
      labelsTitle={t.range}
      labels={bins.map(({ from, to, six }) => {
        const names = six.map((state) => nameOf(state, lang)).join(lang === 'ar' ? '، ' : ', ')
        const range = `${number(from, lang, 1)}–${number(to, lang, 1)}`
        return names === '' ? range : `${range} (${names})`
      })}
      series={[{ label: t.states, values: bins.map((bin) => bin.count) }]}
      format={(value) => number(value, lang)}
      foot={<Source lang={lang} />}
    />
  )
}

/** The announcement's figures beside the source's. */
export function ClaimSection({ lang, survey }: { readonly lang: Language; readonly survey: Survey }) {
  const t = words[lang]
  const { announced, source } = claimBesideSource(survey)
  const plain = (value: number) => number(value, lang)
  return (
    <section class="section">
      <SectionHead id="claim" title={t.claim} />
      <p>{prose(t.claimLead, lang)}</p>
      <Table
        lang={lang}
        id="claim-table"
        caption={t.claim}
        captionUnseen
        columns={[
          { label: t.figure, heads: true, cell: ([label]: readonly [string, number, number]) => label },
          { label: t.announced, numeric: true, cell: ([, value]: readonly [string, number, number]) => plain(value) },
          {
            label: digits(t.source, lang),
            numeric: true,
            cell: ([, , value]: readonly [string, number, number]) => plain(value),
          },
        ]}
        rows={[
          [t.population, announced.population, source.population],
          [t.kuwaitRank, announced.rank, source.rank],
          [digits(t.kuwaitChange, lang), announced.change, source.change],
        ]}
      />
    </section>
  )
}

/** What the figures are, and where the source differs from its own rule. */
export function MethodSection({ lang }: { readonly lang: Language }) {
  const t = words[lang]
  return (
    <section class="section">
      <SectionHead id="method" title={t.method} />
      {[t.methodMean, t.methodExceptions, t.methodCoverage, t.methodWhatIf].map((text) => (
        <p>{prose(text, lang)}</p>
      ))}
      <Source lang={lang} />
    </section>
  )
}
