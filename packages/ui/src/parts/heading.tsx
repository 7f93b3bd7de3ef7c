import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

/** Head of a page: its one `h1`. */
export function PageHead(props: {
  readonly title: Child
  readonly eyebrow?: Child
  readonly lead?: Child
  readonly children?: Child
}) {
  return (
    <div class="page-head">
      {props.eyebrow === undefined ? '' : <p class="eyebrow">{props.eyebrow}</p>}
      <h1>{props.title}</h1>
      {props.lead === undefined ? '' : <p class="lead">{props.lead}</p>}
      {props.children === undefined ? '' : <div class="row">{props.children}</div>}
    </div>
  )
}

export interface SectionHeadProps {
  readonly title: Child
  readonly id?: string
  readonly lead?: Child
  /** The whole list that this section shows the beginning of. */
  readonly more?: { readonly href: string; readonly label: Child }
}

export function SectionHead({ title, id, lead, more }: SectionHeadProps) {
  return (
    <div class="section-head">
      <h2 id={id}>{title}</h2> {lead === undefined ? '' : <p>{lead}</p>} {more === undefined ? '' : <More {...more} />}
    </div>
  )
}

/** A link that leads on, with its arrow. */
export function More({ href, label }: { readonly href: string; readonly label: Child }) {
  return (
    <a class="more" href={href}>
      {label} <Icon name="arrow" />
    </a>
  )
}
