import type { Child } from 'hono/jsx'
import { directionOf, type Language, type Text } from './language.ts'
import { mixed } from './mixed.tsx'

/** The text in the language, or the Arabic that is always there; and which of both it is. */
export function said(text: Text, lang: Language): { readonly text: string; readonly lang: Language } {
  return lang === 'en' && text.en !== undefined ? { text: text.en, lang: 'en' } : { text: text.ar, lang: 'ar' }
}

/** A record's text for a page of a language: where it falls back to Arabic, it says so to browsers and readers (`lang`, `dir`). */
export function say(text: Text, lang: Language): Child {
  const { text: words, lang: found } = said(text, lang)
  if (found === lang) return mixed(words, lang)
  return (
    <span lang={found} dir={directionOf(found)}>
      {mixed(words, found)}
    </span>
  )
}

/** `lang` and `dir` for an element that holds this text alone: empty where it is in the page's language. */
export function tagOf(text: Text, lang: Language): { readonly lang?: Language; readonly dir?: 'rtl' | 'ltr' } {
  const { lang: found } = said(text, lang)
  return found === lang ? {} : { lang: found, dir: directionOf(found) }
}
