import type { Child } from 'hono/jsx'

export interface Tab {
  readonly label: Child
  readonly href: string
  readonly current?: boolean
  /** How many are behind it, in the language's digits. */
  readonly number?: string
}

/** Views of one thing, each with its own address. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {tabs.map(({ label: name, href, current, number }) => (
          <li>
            <a href={href} aria-current={current ? 'page' : undefined}>
              {name} {number === undefined ? '' : <span class="number">{number}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
