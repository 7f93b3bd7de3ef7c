import type { Child } from 'hono/jsx'

/** Codes, ids, sizes and Latin dates within Arabic: their direction does not touch the text around (HTML §4.5.24). */
export function Bdi({ children }: { readonly children?: Child }) {
  return <bdi dir="ltr">{children}</bdi>
}
