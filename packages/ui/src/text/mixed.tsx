import type { Child } from 'hono/jsx'
import { Bdi } from './bdi.tsx'
import type { Language } from './language.ts'

/** A run of Latin letters and digits with what joins them; begins and ends with a letter, a digit or a sign that belongs to it. */
const LATIN_RUN = /[A-Za-z0-9\u00c0-\u024f](?:[\w\u00c0-\u024f .,:;/@+%&'’#=?~-]*[\w\u00c0-\u024f%+#/])?/gu

/** Text of a language that may hold codes and names of the other script: in Arabic each Latin run stands in `<bdi>`. */
export function mixed(text: string, lang: Language): Child {
  if (lang === 'en' || !/[A-Za-z0-9]/.test(text)) return text
  const parts: Child[] = []
  let from = 0
  for (const found of text.matchAll(LATIN_RUN)) {
    if (found.index > from) parts.push(text.slice(from, found.index))
    parts.push(<Bdi>{found[0]}</Bdi>)
    from = found.index + found[0].length
  }
  if (from < text.length) parts.push(text.slice(from))
  return <>{parts}</>
}
