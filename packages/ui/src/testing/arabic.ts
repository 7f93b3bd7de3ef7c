import { parseHTML } from 'linkedom'

/** Of the DOM, what is needed here. */
interface DomNode {
  readonly nodeType: number
  readonly textContent: string | null
  readonly parentElement: DomElement | null
  readonly previousSibling: DomNode | null
  readonly nextSibling: DomNode | null
}

interface DomElement extends DomNode {
  readonly tagName: string
  readonly childNodes: Iterable<DomNode>
  getAttribute(name: string): string | null
  hasAttribute(name: string): boolean
  closest(selector: string): DomElement | null
  querySelectorAll(selector: string): Iterable<DomElement>
}

const ARABIC_LETTER = /[\u0620-\u064a\u066e-\u06d3]/
const LATIN_RUN = /[A-Za-z0-9]/
/** Elements whose text is for machines, or is written from left to right by its nature. */
const APART = new Set(['BDI', 'CODE', 'KBD', 'SAMP', 'SCRIPT', 'STYLE', 'TEMPLATE', 'TITLE'])
/** Elements that stand within a line: between two of them letters join. */
const INLINE = new Set([
  'A',
  'ABBR',
  'B',
  'BDI',
  'CITE',
  'CODE',
  'DEL',
  'EM',
  'I',
  'INS',
  'MARK',
  'Q',
  'S',
  'SMALL',
  'SPAN',
  'STRONG',
  'SUB',
  'SUP',
  'TIME',
  'U',
  'VAR',
])
const SPOKEN = ['aria-label', 'title', 'placeholder', 'alt', 'content'] as const

/**
 * What is wrong with an Arabic page, a line each; empty for one that is right. axe and HTML validators pass all of these.
 */
export function checkArabicPage(html: string): readonly string[] {
  const { document } = parseHTML(html)
  const root = document.documentElement
  const found: string[] = []
  if (root.getAttribute('lang') !== 'ar') found.push('html: lang is not ar')
  if (root.getAttribute('dir') !== 'rtl') found.push('html: dir is not rtl')
  const letters = (document.querySelector('main')?.textContent ?? '').match(new RegExp(ARABIC_LETTER, 'g'))?.length ?? 0
  if (letters < 20) found.push(`main: ${letters} Arabic letters`)
  if (!ARABIC_LETTER.test(document.title)) found.push('title: no Arabic')
  for (const node of textsOf(document.body)) {
    const text = node.textContent ?? ''
    const around = contextOf(node)
    if (around === 'ar' && LATIN_RUN.test(text)) found.push(`Latin outside bdi: ${excerpt(text)}`)
    if (/[٠-٩]\s*[·•.]\s*[٠-٩]/.test(text) || (/(^|\s)[·•](\s|$)/.test(text) && /[٠-٩]/.test(neighbours(node))))
      found.push(`a dot beside digits reads as a zero: ${excerpt(neighbours(node))}`)
  }
  found.push(...joins(document.body), ...attributes(root), ...marked(root))
  return found
}

/** What is wrong with the languages of an English page: Arabic in it must be marked as such. */
export function checkEnglishPage(html: string): readonly string[] {
  const { document } = parseHTML(html)
  const root = document.documentElement
  const found: string[] = []
  if (root.getAttribute('lang') !== 'en') found.push('html: lang is not en')
  if (root.getAttribute('dir') !== 'ltr') found.push('html: dir is not ltr')
  for (const node of textsOf(document.body))
    if (languageOf(node) === 'en' && ARABIC_LETTER.test(node.textContent ?? ''))
      found.push(`Arabic without lang: ${excerpt(node.textContent ?? '')}`)
  found.push(...joins(document.body), ...marked(root))
  return found
}

/** Declarations of a stylesheet that know left and right. */
export function physicalDeclarations(css: string): readonly string[] {
  const rules = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@(?:media|container)[^{]*\{/g, '{')
  return (
    rules.match(
      /(?<=[{;\s])(?:(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom|width|height|(?:min|max)-(?:width|height)|float|clear)\s*:|text-align:\s*(?:left|right))/g,
    ) ?? []
  )
}

function* textsOf(element: DomElement): Generator<DomNode> {
  for (const child of element.childNodes) {
    if (child.nodeType === 3) {
      if ((child.textContent ?? '').trim() !== '') yield child
    } else if (child.nodeType === 1) yield* textsOf(child as DomElement)
  }
}

function languageOf(node: DomNode): string {
  return (node.parentElement?.closest('[lang]') ?? node.parentElement)?.getAttribute('lang') ?? ''
}

/** `ar` where a text stands in Arabic with nothing around that sets it apart. */
function contextOf(node: DomNode): 'ar' | 'apart' {
  for (let at = node.parentElement; at !== null; at = at.parentElement) {
    if (APART.has(at.tagName.toUpperCase()) || at.getAttribute('dir') === 'ltr') return 'apart'
    const lang = at.getAttribute('lang')
    if (lang !== null) return lang === 'ar' ? 'ar' : 'apart'
  }
  return 'ar'
}

function neighbours(node: DomNode): string {
  return `${node.previousSibling?.textContent?.slice(-8) ?? ''}${node.textContent ?? ''}${node.nextSibling?.textContent?.slice(0, 8) ?? ''}`
}

/** Inline neighbours without a space between, both with Arabic letters there: they are drawn as one word. */
function joins(body: DomElement): readonly string[] {
  const found: string[] = []
  for (const element of body.querySelectorAll('*')) {
    if (!INLINE.has(element.tagName.toUpperCase())) continue
    const next = element.nextSibling
    if (next === null || (next.nodeType === 1 && !INLINE.has((next as DomElement).tagName.toUpperCase()))) continue
    const [before, after] = [element.textContent ?? '', next.textContent ?? '']
    if (ARABIC_LETTER.test(before.at(-1) ?? '') && ARABIC_LETTER.test(after[0] ?? ''))
      found.push(`letters join: ${excerpt(before.slice(-12))}|${excerpt(after.slice(0, 12))}`)
  }
  return found
}

/** Words in attributes are read to people too. */
function attributes(root: DomElement): readonly string[] {
  const found: string[] = []
  for (const element of root.querySelectorAll(SPOKEN.map((name) => `[${name}]`).join(','))) {
    if (element.closest('[lang]')?.getAttribute('lang') !== 'ar') continue
    for (const name of SPOKEN) {
      const text = element.getAttribute(name)
      const isMeta = element.tagName.toUpperCase() === 'META'
      if (text === null || (name === 'content') !== isMeta) continue
      if (
        isMeta &&
        !/description|title|site_name/.test(element.getAttribute('name') ?? element.getAttribute('property') ?? '')
      )
        continue
      if (/[A-Za-z]{2}/.test(text) && !ARABIC_LETTER.test(text)) found.push(`${name} without Arabic: ${excerpt(text)}`)
    }
  }
  return found
}

/** Another language says its direction; and no style in attributes, which the content security policy refuses. */
function marked(root: DomElement): readonly string[] {
  const found: string[] = []
  for (const element of root.querySelectorAll('[lang]')) {
    const around = element.parentElement?.closest('[lang]')?.getAttribute('lang')
    if (
      around !== undefined &&
      around !== element.getAttribute('lang') &&
      !element.hasAttribute('dir') &&
      // SVG has none.
      element.closest('svg') === null &&
      element.textContent !== ''
    )
      found.push(`lang without dir: ${excerpt(element.textContent ?? '')}`)
  }
  for (const element of root.querySelectorAll('[style]'))
    found.push(`style attribute: ${element.tagName.toLowerCase()}`)
  return found
}

function excerpt(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(0, 60)
}
