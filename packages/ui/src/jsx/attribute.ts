import { escapeText, isEscaped } from './html.ts'

/** Attributes that are there or not (HTML §2.3.2); any other of `true` or `false` says so in a word, as `aria-*` do. */
const BOOLEAN: ReadonlySet<string> = new Set(
  (
    'allowfullscreen async autofocus autoplay checked controls default defer disabled download formnovalidate hidden inert ismap ' +
    'itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected'
  ).split(' '),
)

const NAME = /^[A-Za-z][\w:.-]*$/

/** Those that were seen: names stand in the source of pages, so there are some dozens. */
const names = new Map<string, string>()

/** ` name="value"`, or nothing where the attribute is not there. @throws TypeError */
export function attributeOf(name: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  const opening = names.get(name) ?? openingOf(name)
  if (typeof value === 'string') return `${opening}${escapeText(value)}"`
  if (typeof value === 'number') return `${opening}${value}"`
  if (typeof value === 'boolean') {
    if (BOOLEAN.has(name)) return value ? `${opening}"` : ''
    return `${opening}${value}"`
  }
  if (typeof value === 'object' && isEscaped(value)) return `${opening}${escapeText(String(value))}"`
  throw new TypeError(`the attribute ${name} has a value that is no text`)
}

function openingOf(name: string): string {
  if (!NAME.test(name) || name === 'style' || name === 'dangerouslySetInnerHTML' || /^on/i.test(name))
    throw new TypeError(`${name} is no attribute of our pages`)
  const opening = ` ${name}="`
  names.set(name, opening)
  return opening
}
