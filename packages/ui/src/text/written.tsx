import type { Child } from 'hono/jsx'
import type { Language } from './language.ts'
import { mixed } from './mixed.tsx'

const ARABIC = /[\u0620-\u064a\u066e-\u06d3]/

/** Words of people, whose language nobody said: Arabic within English is marked as such, Latin runs within Arabic stand in `<bdi>`. */
export function written(text: string, lang: Language): Child {
  if (lang === 'ar' || !ARABIC.test(text)) return mixed(text, lang)
  return (
    <span lang="ar" dir="rtl">
      {mixed(text, 'ar')}
    </span>
  )
}

/** The same for what may be elements already, which stay as they are. */
export function line(child: Child, lang: Language): Child {
  return typeof child === 'string' ? written(child, lang) : child
}
