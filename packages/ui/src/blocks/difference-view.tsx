import { words } from '../parts/words.ts'
import { directionOf, type Language } from '../text/language.ts'
import { difference } from './difference.ts'

export interface DifferenceProps {
  /** Language of the page. */
  readonly lang: Language
  /** Language of the two texts. */
  readonly of: Language
  readonly before: string
  readonly after: string
}

/** Two versions of a text as one, with what went and what came; in words as well as in colour. */
export function Difference({ lang, of, before, after }: DifferenceProps) {
  const t = words[lang]
  const runs = difference(before, after)
  if (runs.every(({ type }) => type === 'same')) return <p class="soft">{t.same}</p>
  return (
    <p class="difference" lang={of} dir={directionOf(of)}>
      {runs.map(({ type, text }) =>
        type === 'same' ? (
          text
        ) : type === 'added' ? (
          <>
            <ins>
              <span class="unseen" lang={lang} dir={directionOf(lang)}>
                [{t.added}]{' '}
              </span>
              {text.trim()}
            </ins>{' '}
          </>
        ) : (
          <>
            <del>
              <span class="unseen" lang={lang} dir={directionOf(lang)}>
                [{t.removed}]{' '}
              </span>
              {text.trim()}
            </del>{' '}
          </>
        ),
      )}
    </p>
  )
}
