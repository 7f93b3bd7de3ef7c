import type { Child } from 'hono/jsx'

/** A number, what it counts, and where its proof or its list is. */
export interface Figure {
  readonly value: Child
  readonly label: Child
  readonly href?: string
}

export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ value, label, href }) => (
        <div>
          <dt>{label}</dt>
          <dd>{href === undefined ? value : <a href={href}>{value}</a>}</dd>
        </div>
      ))}
    </dl>
  )
}
