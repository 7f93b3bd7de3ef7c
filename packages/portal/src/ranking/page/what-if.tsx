import { Button, digits, ErrorSummary, Figures, Form, number, SectionHead, Select, TextField } from '@rabt/ui'
import type { Language } from '../../record/text.ts'
import { nameOf } from '../names.ts'
import { editionOf, type GulfState, SIX, SIX_STATES, whatIf } from '../rules.ts'
import { COMPONENTS, type Component, type Survey } from '../survey.ts'
import { changeText, indexText } from './figures.tsx'
import { prose, words } from './words.ts'

/** What the form was sent with; names of fields that are wrong. */
export interface Asked {
  readonly state: GulfState
  readonly component: Component
  readonly year: number
  /** As it was typed. */
  readonly typed: string | undefined
  readonly value: number | undefined
  readonly wrong: readonly ('state' | 'component' | 'year' | 'value')[]
}

/** Both digit sets, and either decimal separator: `٠٫٩٥`, `0,95`. */
function decimalOf(typed: string): number | undefined {
  const latin = typed
    .trim()
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u066b,]/, '.')
  const value = /^(?:0|1|0?\.\d{1,8}|0\.\d{1,8}|1\.0{1,8})$/.test(latin) ? Number(latin) : undefined
  return value
}

/** Reads the form from a query; what is not there has a first choice, what is wrong is named. */
export function readAsked(query: URLSearchParams, survey: Survey): Asked {
  const wrong: Asked['wrong'][number][] = []
  const latest = survey.at(-1)?.year ?? 0
  const pick = <T,>(name: 'state' | 'component' | 'year', first: T, find: (value: string) => T | undefined): T => {
    const value = query.get(name)
    const found = value === null ? first : find(value)
    if (found === undefined) wrong.push(name)
    return found ?? first
  }
  const state = pick('state', 'KWT' as GulfState, (value) => SIX_STATES.find((it) => SIX[it] === value))
  const component = pick('component', 'osi' as Component, (value) => COMPONENTS.find((it) => it === value))
  const year = pick('year', latest, (value) => survey.find((it) => String(it.year) === value)?.year)
  const typed = query.get('value')?.slice(0, 40)
  const value = typed === undefined ? undefined : decimalOf(typed)
  if (typed !== undefined && value === undefined) wrong.push('value')
  return { state, component, year, typed, value, wrong }
}

interface WhatIfProps {
  readonly lang: Language
  readonly survey: Survey
  readonly asked: Asked
}

/** The form, sent by GET and answered by the server, and what follows from it. */
export function WhatIfSection({ lang, survey, asked }: WhatIfProps) {
  const t = words[lang]
  const error = (name: Asked['wrong'][number]) =>
    asked.wrong.includes(name) ? { error: prose(name === 'value' ? t.valueError : t.choiceError, lang) } : {}
  return (
    <section class="section">
      <SectionHead id="what-if" title={t.whatIf} lead={t.whatIfLead} />
      <ErrorSummary
        lang={lang}
        errors={asked.wrong.map((name) => ({
          name,
          text: prose(name === 'value' ? t.valueError : t.choiceError, lang),
        }))}
      />
      <Form action={`/${lang}/ranking#what-if`} method="get">
        <Select
          lang={lang}
          name="state"
          label={t.state}
          value={SIX[asked.state]}
          options={SIX_STATES.map((state) => ({ value: SIX[state], label: nameOf(state, lang) }))}
          {...error('state')}
        />
        <Select
          lang={lang}
          name="component"
          label={t.component}
          value={asked.component}
          options={COMPONENTS.map((component) => ({ value: component, label: t[component] }))}
          {...error('component')}
        />
        <Select
          lang={lang}
          name="year"
          label={t.year}
          value={String(asked.year)}
          options={survey.toReversed().map(({ year }) => ({ value: String(year), label: digits(year, lang) }))}
          {...error('year')}
        />
        <TextField
          lang={lang}
          name="value"
          label={t.value}
          hint={prose(t.valueHint, lang)}
          value={asked.typed}
          inputmode="decimal"
          maxlength={12}
          short
          {...error('value')}
        />
        <Button type="submit">{t.compute}</Button>
      </Form>
      <Outcome lang={lang} survey={survey} asked={asked} />
    </section>
  )
}

function Outcome({ lang, survey, asked }: WhatIfProps) {
  const t = words[lang]
  const { state, component, year, value, wrong } = asked
  const edition = editionOf(survey, year)
  if (value === undefined || edition === undefined || wrong.length > 0) return null
  const moved = whatIf(edition, { state, component, value })
  if (moved === undefined) return null
  const { before, egdi, rank, change } = moved
  return (
    <div role="status">
      <h3>{t.result(nameOf(state, lang), digits(year, lang))}</h3>
      <Figures
        figures={[
          { value: number(rank, lang), label: t.was(t.rank, number(before.rank, lang)) },
          { value: change === 0 ? t.noChange : changeText(change, lang), label: t.moved },
          { value: indexText(egdi, lang), label: t.was(t.egdi, indexText(before.egdi, lang)) },
          {
            value: indexText(value, lang),
            label: t.was(t[component], indexText(before.components?.[component], lang)),
          },
        ]}
      />
    </div>
  )
}
