import type { Language } from '../text/language.ts'
import { words } from './words.ts'

export interface TrialProps {
  /** `٥ من ٩ أقسام جاهزة` */
  readonly text: string
  /** The list of what is missing and when it comes. */
  readonly href: string
  /** `ما الناقص ومتى؟` */
  readonly link: string
}

/** The trial mark of a whole page, beside what is missing and when. */
export function TrialBar({ lang, text, href, link }: TrialProps & { readonly lang: Language }) {
  return (
    <aside class="trial-bar" aria-label={words[lang].trial}>
      <p class="wrap">
        <span class="badge tag">{words[lang].trial}</span> <span>{text}</span> <a href={href}>{link}</a>
      </p>
    </aside>
  )
}
