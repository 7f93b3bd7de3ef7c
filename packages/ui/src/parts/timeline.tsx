import type { Child } from 'hono/jsx'
import { TwoCalendars } from '../text/date-elements.tsx'
import type { Language } from '../text/language.ts'
import { words } from './words.ts'

export interface Occasion {
  /** RFC 3339. */
  readonly at: string
  readonly title: Child
  readonly text?: Child
  /** Still to come. */
  readonly planned?: boolean
}

export function Timeline({ lang, occasions }: { readonly lang: Language; readonly occasions: readonly Occasion[] }) {
  return (
    <ol class="times">
      {occasions.map(({ at, title, text, planned }) => (
        <li class={planned ? 'planned' : undefined}>
          <TwoCalendars value={at} lang={lang} /> {planned ? <span class="badge wait">{words[lang].planned}</span> : ''}
          <div>
            <strong>{title}</strong>
          </div>
          {text === undefined ? '' : <div class="soft">{text}</div>}
        </li>
      ))}
    </ol>
  )
}
