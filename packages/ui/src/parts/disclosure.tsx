import type { Child } from 'hono/jsx'

/** What only some need, behind its title. */
export function Disclosure(props: { readonly title: Child; readonly open?: boolean; readonly children?: Child }) {
  return (
    <details class="disclosure" open={props.open}>
      <summary>{props.title}</summary>
      <div class="flow">{props.children}</div>
    </details>
  )
}
