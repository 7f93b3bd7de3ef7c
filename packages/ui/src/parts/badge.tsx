import type { Child } from 'hono/jsx'
import { Day } from '../text/date-elements.tsx'
import type { Language } from '../text/language.ts'
import { words } from './words.ts'

/** `good`: answers. `wait`: not yet. `bad`: failed or revoked. `calm`: says what a thing is. Never a colour without its word. */
export type Tone = 'good' | 'wait' | 'bad' | 'calm'

export function Badge({ tone, children }: { readonly tone?: Tone; readonly children?: Child }) {
  return <span class={tone === undefined ? 'badge tag' : `badge ${tone}`}>{children}</span>
}

export type Answering =
  | { readonly state: 'answers' }
  /** RFC 3339. */
  | { readonly state: 'silent'; readonly since: string }
  | { readonly state: 'planned'; readonly for: string }

/** Whether a service answers on the network: measured, never typed. */
export function AnsweringBadge({ lang, answering }: { readonly lang: Language; readonly answering: Answering }) {
  const t = words[lang]
  if (answering.state === 'answers') return <Badge tone="good">{t.answers}</Badge>
  if (answering.state === 'silent')
    return (
      <Badge tone="bad">
        {t.silentSince} <Day value={answering.since} lang={lang} />
      </Badge>
    )
  return (
    <Badge tone="wait">
      {t.plannedFor} <Day value={answering.for} lang={lang} />
    </Badge>
  )
}

/** The trial mark of a section or state. */
export function TrialBadge({ lang }: { readonly lang: Language }) {
  return <Badge tone="wait">{words[lang].trial}</Badge>
}

/** Content made up for the sample federation. */
export function SampleBadge({ lang }: { readonly lang: Language }) {
  return (
    <span class="badge tag" title={words[lang].sampleLong}>
      {words[lang].sample}
    </span>
  )
}
