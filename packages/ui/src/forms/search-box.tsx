import type { Child } from 'hono/jsx'
import type { NavLink } from '../frame/links.ts'
import { Icon } from '../parts/icon.tsx'
import { words } from '../parts/words.ts'
import type { Language } from '../text/language.ts'

export interface SearchBoxProps {
  readonly lang: Language
  readonly action: string
  readonly label: Child
  readonly value?: string | undefined
  readonly placeholder?: string
  /** What many look for. */
  readonly often?: readonly NavLink[]
  /** Answers `?q=` with a JSON array of strings. The page then wants the script `suggest.js`. */
  readonly suggest?: string
  /** Filters that stay when one searches anew. */
  readonly hidden?: Readonly<Record<string, string>>
}

export function SearchBox({
  lang,
  action,
  label,
  value,
  placeholder,
  often = [],
  suggest,
  hidden = {},
}: SearchBoxProps) {
  const t = words[lang]
  return (
    <search>
      <form class="search" action={action} method="get" data-suggest={suggest}>
        <label for="search">{label}</label>
        <div class="box">
          <input
            id="search"
            name="q"
            type="search"
            maxlength={200}
            value={value}
            placeholder={placeholder}
            autocomplete="off"
            data-list={suggest === undefined ? undefined : t.suggestions}
          />
          <button type="submit">
            <Icon name="search" /> {t.search}
          </button>
        </div>
        {Object.entries(hidden).map(([name, kept]) => (
          <input type="hidden" name={name} value={kept} />
        ))}
        {often.length === 0 ? (
          ''
        ) : (
          <p class="often">
            <span>{t.often}</span>{' '}
            {often.map((link) => (
              <>
                <a href={link.href}>{link.label}</a>{' '}
              </>
            ))}
          </p>
        )}
      </form>
    </search>
  )
}
