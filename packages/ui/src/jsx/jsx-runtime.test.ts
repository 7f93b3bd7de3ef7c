import { raw } from 'hono/html'
import * as theirs from 'hono/jsx/jsx-runtime'
import { describe, expect, it } from 'vitest'
import * as ours from './jsx-runtime.ts'

type Runtime = Pick<typeof ours, 'jsx' | 'Fragment'>
const both = [ours, theirs] as unknown as readonly [Runtime, Runtime]

/** A generator of its own (mulberry32), so that a failure can be run again. */
function draws(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    below: (n: number) => Math.floor(next() * n),
    of: <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T,
  }
}

const TEXTS = ['', 'ربط', 'a & b', '<script>', `it's "so"`, '</p>', '\u202e', '&amp;']
/** Without 0, which hono/jsx leaves out where it stands alone. */
const VALUES = [...TEXTS, 3.5, -1, true, false, null, undefined]
const TAGS = ['p', 'a', 'section', 'br', 'img', 'path', 'textarea', 'ul']
const NAMES = ['class', 'href', 'hidden', 'checked', 'aria-current', 'lang', 'viewBox', 'data-x', 'tabindex', 'open']

/** The same random tree in either runtime. */
function tree(seed: number, { jsx, Fragment }: Runtime): unknown {
  const { below, of } = draws(seed)
  const Part = ({ children, title }: { children?: unknown; title?: string }) =>
    jsx('b', { title, children: children as never })
  const make = (depth: number): unknown => {
    switch (below(depth > 4 ? 2 : 7)) {
      case 0:
        return of(VALUES)
      case 1:
        return raw(of(['<i>x</i>', '&nbsp;']))
      case 2:
        return Array.from({ length: below(4) }, () => make(depth + 1))
      case 3:
        return jsx(Fragment as never, { children: make(depth + 1) as never })
      case 4:
        return jsx(Part as never, { title: of(TEXTS), children: make(depth + 1) as never })
      default: {
        const names = Array.from({ length: below(3) }, () => [of(NAMES), of(VALUES)])
        const tag = of(TAGS)
        const hasNone = tag === 'br' || tag === 'img'
        return jsx(tag, { ...Object.fromEntries(names), ...(hasNone ? {} : { children: make(depth + 1) as never }) })
      }
    }
  }
  return jsx('main', { children: make(0) as never })
}

describe('an element', () => {
  it('is the markup that hono/jsx makes of it, whatever is in it', () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const [made, wanted] = both.map((runtime) => String(tree(seed, runtime)))
      expect(made, `seed ${seed}`).toBe(wanted)
    }
  })

  it('escapes text and attributes, and what stands in an attribute once more', () => {
    const { jsx } = ours
    expect(String(jsx('p', { title: '"><script>', children: `<b>'&"` }))).toBe(
      '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&#39;&amp;&quot;</p>',
    )
    expect(String(jsx('p', { title: jsx('b', { children: '<' }) }))).toBe('<p title="&lt;b&gt;&amp;lt;&lt;/b&gt;"></p>')
  })

  it('shows nought', () => expect(String(ours.jsx('td', { children: 0 }))).toBe('<td>0</td>'))

  it.each([
    ['an object that says it is text', { children: { toString: () => '<script>' } as never }],
    ['a promise', { children: Promise.resolve('x') as never }],
    ['a function', { children: (() => 'x') as never }],
    ['a handler', { onclick: 'alert(1)' }],
    ['a style', { style: 'color:red' }],
    ['markup that nobody escaped', { dangerouslySetInnerHTML: { __html: '<script>' } }],
    ['a name that is none', { 'x"><script>': 'y' }],
    ['an attribute that is an object', { title: { toString: () => 'x' } }],
  ])('has no part that is %s', (_, props) => {
    expect(() => ours.jsx('p', props)).toThrow(TypeError)
  })
})
