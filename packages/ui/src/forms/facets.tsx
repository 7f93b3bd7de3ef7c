import type { Child } from 'hono/jsx'
import { Icon } from '../parts/icon.tsx'
import { words } from '../parts/words.ts'
import type { Language } from '../text/language.ts'
import { number } from '../text/numbers.ts'

export interface FacetOption {
  readonly label: Child
  /** How many results it leaves. */
  readonly count: number
  /** The same list with this value put in, or taken out where it is chosen. */
  readonly href: string
  readonly chosen?: boolean
}

export interface Facet {
  readonly title: Child
  readonly options: readonly FacetOption[]
  readonly open?: boolean
}

/** Filters as links, each to a page of its own: they work without script and can be sent to others. Folded where they stand above the results. */
export function Facets({ lang, facets }: { readonly lang: Language; readonly facets: readonly Facet[] }) {
  return (
    <nav class="facets" aria-label={words[lang].facets}>
      <details>
        <summary>
          {words[lang].facets} <Icon name="down" />
        </summary>
        <div>
          {facets.map(({ title, options, open = true }) => (
            <details open={open}>
              <summary>
                {title} <Icon name="down" />
              </summary>
              <ul>
                {options.map(({ label, count, href, chosen }) => (
                  <li>
                    <a href={href} aria-current={chosen ? 'true' : undefined} rel="nofollow">
                      <span>{label}</span> <span class="number">{number(count, lang)}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          ))}
        </div>
      </details>
    </nav>
  )
}

/** The filters that hold, each with the address of the list without it. */
export function ChosenFilters(props: {
  readonly lang: Language
  readonly chosen: readonly { readonly label: Child; readonly href: string }[]
}) {
  const t = words[props.lang]
  if (props.chosen.length === 0) return null
  return (
    <ul class="chosen" aria-label={t.chosen}>
      {props.chosen.map(({ label, href }) => (
        <li>
          <a href={href} rel="nofollow">
            <span class="unseen">{t.remove}</span> {label} <Icon name="close" />
          </a>
        </li>
      ))}
    </ul>
  )
}
