import type { Language } from '../text/language.ts'
import { number } from '../text/numbers.ts'
import { Icon } from './icon.tsx'
import { words } from './words.ts'

export interface PaginationProps {
  readonly lang: Language
  /** From 1. */
  readonly page: number
  readonly pages: number
  readonly href: (page: number) => string
  /** Where a page has more than one list. */
  readonly label?: string
}

/** First, last and the neighbours; nothing where there is one page. */
export function Pagination({ lang, page, pages, href, label }: PaginationProps) {
  const t = words[lang]
  if (pages <= 1) return null
  return (
    <nav class="pages" aria-label={label ?? t.pages}>
      <ul>
        {page > 1 ? (
          <li>
            <a href={href(page - 1)} rel="prev">
              <Icon name="back" /> <span class="word">{t.previous}</span>
            </a>
          </li>
        ) : (
          ''
        )}
        {shown(page, pages).map((it) =>
          it === undefined ? (
            <li aria-hidden="true">…</li>
          ) : (
            <li>
              {it === page ? (
                <span class="now" aria-current="page">
                  <span class="unseen">{t.page}</span> {number(it, lang)}
                </span>
              ) : (
                <a href={href(it)}>
                  <span class="unseen">{t.page}</span> {number(it, lang)}
                </a>
              )}
            </li>
          ),
        )}
        {page < pages ? (
          <li>
            <a href={href(page + 1)} rel="next">
              <span class="word">{t.next}</span> <Icon name="next" />
            </a>
          </li>
        ) : (
          ''
        )}
      </ul>
    </nav>
  )
}

/** `[1, undefined, 6, 7, 8, undefined, 20]`: `undefined` where pages are left out. */
export function shown(page: number, pages: number): (number | undefined)[] {
  const wanted = [...new Set([1, page - 1, page, page + 1, pages])]
    .filter((it) => it >= 1 && it <= pages)
    .sort((a, b) => a - b)
  return wanted.flatMap((it, at) => {
    const before = wanted[at - 1]
    return before === undefined || it === before + 1 ? [it] : it === before + 2 ? [it - 1, it] : [undefined, it]
  })
}
