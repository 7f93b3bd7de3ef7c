import type { Child } from 'hono/jsx'
import type { JSX } from 'hono/jsx/jsx-runtime'
import { attributeOf } from './attribute.ts'
import { escapeText, Html, isEscaped } from './html.ts'

export type { JSX }

interface Props {
  readonly [name: string]: unknown
  readonly children?: Child
}

const VOID: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
)

/**
 * What the compiler writes for an element: its markup at once, inner elements first, in place of a tree that is walked later. Types are those of
 * `hono/jsx`. Nothing may be waited for in a page: its parts are read before. @throws TypeError for an attribute, function or promise that is no markup.
 */
export function jsx(tag: string | ((props: never) => unknown), props: Props): JSX.Element {
  if (typeof tag === 'function') return finished(tag(props as never))
  let markup = `<${tag}`
  for (const name in props) if (name !== 'children') markup += attributeOf(name, props[name])
  const { children } = props
  if (children === undefined && VOID.has(tag)) return as(`${markup}/>`)
  return as(`${markup}>${markupOf(children)}</${tag}>`)
}

export { jsx as jsxDEV, jsx as jsxs }

export const Fragment = ({ children }: { readonly children?: Child }): JSX.Element => as(markupOf(children))

const as = (markup: string) => new Html(markup) as unknown as JSX.Element

const finished = (value: unknown): JSX.Element =>
  value instanceof Html ? (value as unknown as JSX.Element) : as(markupOf(value))

function markupOf(value: unknown): string {
  if (typeof value === 'string') return escapeText(value)
  if (value instanceof Html) return value.toString()
  if (value === undefined || value === null || typeof value === 'boolean') return ''
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) {
    let markup = ''
    for (const each of value) markup += markupOf(each)
    return markup
  }
  if (typeof value === 'object' && isEscaped(value)) return String(value)
  throw new TypeError(`${value instanceof Promise ? 'a promise' : `a ${typeof value}`} is no part of a page`)
}
