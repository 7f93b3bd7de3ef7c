import type { Child } from 'hono/jsx'
import type { Language } from '../text/language.ts'
import { mixed } from '../text/mixed.tsx'

/** A passage in parts: plain text, strong text, a link. */
export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'strong'; readonly parts: readonly Inline[] }
  | { readonly type: 'link'; readonly label: string; readonly href: string }

const LINK = /\[([^[\]\n]{1,200})\]\((https:\/\/[^\s()<>"]{1,500})\)/g
const STRONG = /\*\*([^*\n]{1,500})\*\*/g

/** Reads `**strong**` and `[label](https://…)`, and nothing else: all other signs are text. A link may stand in strong text. */
export function readInline(source: string): readonly Inline[] {
  return split(source, STRONG, ([, inside = '']) => ({ type: 'strong', parts: readLinks(inside) }), readLinks)
}

function readLinks(source: string): readonly Inline[] {
  return split(
    source,
    LINK,
    ([whole, label = '', href = '']) =>
      isAddress(href) ? { type: 'link', label, href } : { type: 'text', text: whole },
    (text) => [{ type: 'text', text }],
  )
}

/** What `mark` finds becomes `found`, what is between becomes `rest`. */
function split(
  source: string,
  mark: RegExp,
  found: (match: RegExpExecArray) => Inline,
  rest: (text: string) => readonly Inline[],
): readonly Inline[] {
  const parts: Inline[] = []
  let from = 0
  for (const match of source.matchAll(mark)) {
    if (match.index > from) parts.push(...rest(source.slice(from, match.index)))
    parts.push(found(match))
    from = match.index + match[0].length
  }
  if (from < source.length) parts.push(...rest(source.slice(from)))
  return parts
}

function isAddress(href: string): boolean {
  const url = URL.parse(href)
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === ''
}

/** A passage as elements; each line of it on its own. */
export function Passage({ text, lang }: { readonly text: string; readonly lang: Language }) {
  const lines = text.split('\n')
  return (
    <>
      {lines.map((line, at) => (
        <>
          {at === 0 ? '' : <br />}
          {readInline(line).map((part) => show(part, lang))}
        </>
      ))}
    </>
  )
}

function show(part: Inline, lang: Language): Child {
  if (part.type === 'text') return mixed(part.text, lang)
  if (part.type === 'strong') return <strong>{part.parts.map((it) => show(it, lang))}</strong>
  return (
    <a href={part.href} rel="external">
      {mixed(part.label, lang)}
    </a>
  )
}
