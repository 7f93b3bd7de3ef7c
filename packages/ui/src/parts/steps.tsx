import type { Child } from 'hono/jsx'
import type { Language } from '../text/language.ts'
import { words } from './words.ts'

export interface Step {
  readonly title: Child
  /** In a case: how far it is. In an instruction: none. */
  readonly state?: 'done' | 'now' | 'later'
  /** Who holds it and for how long. */
  readonly who?: Child
  readonly text?: Child
}

/** Steps in their order, linked by a line; the number is written by the style in the language's digits. */
export function Steps({ lang, steps }: { readonly lang: Language; readonly steps: readonly Step[] }) {
  return (
    <ol class="steps">
      {steps.map(({ title, state, who, text }) => (
        <li class={state} aria-current={state === 'now' ? 'step' : undefined}>
          <div>
            {title} {state === undefined ? '' : <span class="unseen">({words[lang][state]})</span>}
          </div>
          {who === undefined ? '' : <div class="who">{who}</div>}
          {text === undefined ? '' : <div class="soft">{text}</div>}
        </li>
      ))}
    </ol>
  )
}
