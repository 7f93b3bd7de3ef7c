/** A link of a menu. `current`: the page itself, or the section it is in. */
export interface NavLink {
  readonly label: string
  readonly href: string
  readonly current?: boolean
}
