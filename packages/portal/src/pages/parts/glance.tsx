import type { Language } from '@rabt/ui'
import type { Child } from 'hono/jsx'

const LABEL = { ar: 'في سطور', en: 'At a glance' } as const

/** Short facts beside a record's matter. */
export function Glance({ lang, children }: { readonly lang: Language; readonly children: Child }) {
  return (
    <aside class="flow" aria-label={LABEL[lang]}>
      {children}
    </aside>
  )
}
