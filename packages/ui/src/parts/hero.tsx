import type { Child } from 'hono/jsx'

export interface HeroProps {
  readonly title: Child
  readonly lead: Child
  /** Above the title: the trial mark. */
  readonly before?: Child
  /** Below the lead: the search. */
  readonly children?: Child
  /** Beside it all: the map. */
  readonly figure?: Child
}

/** Head of the home page: what the site is, the search, and the map of what is linked. */
export function Hero({ title, lead, before, children, figure }: HeroProps) {
  return (
    <section class="hero">
      <div class="wrap">
        <div class="words">
          {before}
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
          {children}
        </div>
        {figure}
      </div>
    </section>
  )
}
