import type { Child } from 'hono/jsx'
import { Icon } from '../parts/icon.tsx'
import { words } from '../parts/words.ts'
import type { Language } from '../text/language.ts'

export interface TableFilterProps {
  readonly lang: Language
  readonly action: string
  readonly label: Child
  /** Unique on the page. */
  readonly id: string
  readonly name?: string
  readonly value?: string | undefined
  /** Sort order and other filters that stay. */
  readonly hidden?: Readonly<Record<string, string>>
}

/** Narrows a table by words, with a page of its own for each. */
export function TableFilter({ lang, action, label, id, name = 'q', value, hidden = {} }: TableFilterProps) {
  return (
    <search>
      <form class="table-filter" action={action} method="get" aria-labelledby={`${id}-label`}>
        <label id={`${id}-label`} for={id}>
          {label}
        </label>
        <div class="row">
          <input id={id} name={name} type="search" maxlength={200} value={value} />{' '}
          <button class="button small" type="submit">
            <Icon name="search" /> {words[lang].search}
          </button>
        </div>
        {Object.entries(hidden).map(([field, kept]) => (
          <input type="hidden" name={field} value={kept} />
        ))}
      </form>
    </search>
  )
}
