import { type Language, messages, number } from '@rabt/ui'
import { writeChoices } from '../../http/choices.ts'

const words = messages(
  { narrow: 'تضييق النتائج', all: 'الكل', clear: 'إزالة كل الاختيارات' },
  { narrow: 'Narrow the results', all: 'All', clear: 'Clear all choices' },
)

export interface FacetOf {
  /** In the address. */
  readonly name: string
  readonly label: string
  readonly values: readonly { readonly code: string; readonly label: string; readonly count: number }[]
}

export interface FacetsProps {
  readonly lang: Language
  /** Path of the list, with the language. */
  readonly action: string
  readonly facets: readonly FacetOf[]
  readonly chosen: Readonly<Record<string, string | undefined>>
}

/** Each value a link that chooses it, or takes the choice back: lists are narrowed without a script and each state has an address. */
export function Facets({ lang, action, facets, chosen }: FacetsProps) {
  const t = words[lang]
  const isNarrowed = facets.some(({ name }) => chosen[name] !== undefined)
  return (
    <nav class="facets flow" aria-label={t.narrow}>
      {isNarrowed ? (
        <p>
          <a href={action}>{t.clear}</a>
        </p>
      ) : (
        ''
      )}
      {facets
        .filter(({ values }) => values.length > 0)
        .map(({ name, label, values }) => (
          <details class="disclosure" open={chosen[name] !== undefined || values.length <= 8}>
            <summary>{label}</summary>
            <ul class="plain">
              {values.map(({ code, label: value, count }) => {
                const isChosen = chosen[name] === code
                return (
                  <li>
                    <a
                      href={`${action}${writeChoices({ ...chosen, [name]: isChosen ? undefined : code })}`}
                      aria-current={isChosen ? 'true' : undefined}
                      rel="nofollow"
                    >
                      {value} <span class="number">{number(count, lang)}</span>
                    </a>
                  </li>
                )
              })}
            </ul>
          </details>
        ))}
    </nav>
  )
}
