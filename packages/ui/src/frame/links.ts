import type { Child } from 'hono/jsx'

/** Sign in, or who is signed in. */
export interface Account {
  readonly label: Child
  readonly href: string
}

/** A link of a menu. `current`: the page itself, or the section it is in. */
export interface NavLink {
  readonly label: string
  readonly href: string
  readonly current?: boolean
}
