import type { Child } from 'hono/jsx'

export interface CardProps {
  readonly href: string
  readonly title: Child
  /** `lang` and `dir` of the title, from `tagOf`, where it is not in the page's language. */
  readonly tag?: { readonly lang?: string; readonly dir?: 'rtl' | 'ltr' }
  /** Above the title: sector, agency, kind. */
  readonly eyebrow?: Child
  /** Badges and dates, at the foot. */
  readonly below?: Child
  readonly children?: Child
}

/** A thing one can go to; all of it is the link's ground. Stands in a `<Grid>`. */
export function Card({ href, title, tag = {}, eyebrow, below, children }: CardProps) {
  return (
    <li class="card">
      {eyebrow === undefined ? '' : <p class="eyebrow">{eyebrow}</p>}
      <h3>
        <a href={href} {...tag}>
          {title}
        </a>
      </h3>
      {children === undefined ? '' : <p>{children}</p>}
      {below === undefined ? '' : <div class="below">{below}</div>}
    </li>
  )
}

/** Cards side by side, as many as fit. */
export function Grid({ tight, children }: { readonly tight?: boolean; readonly children?: Child }) {
  return <ul class={tight ? 'grid tight' : 'grid'}>{children}</ul>
}
