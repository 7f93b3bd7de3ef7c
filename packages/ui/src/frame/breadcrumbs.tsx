import { Icon } from '../parts/icon.tsx'
import type { Language } from '../text/language.ts'
import { written } from '../text/written.tsx'
import { words } from './words.ts'

/** A step of the way to a page; the page itself has no `href`. */
export interface Crumb {
  readonly label: string
  readonly href?: string
}

export function Breadcrumbs({ lang, crumbs }: { readonly lang: Language; readonly crumbs: readonly Crumb[] }) {
  return (
    <nav class="crumbs" aria-label={words[lang].crumbs}>
      <ol>
        {crumbs.map(({ label, href }, at) => (
          <li>
            {at === 0 ? '' : <Icon name="next" />}{' '}
            {href === undefined ? (
              <span aria-current="page">{written(label, lang)}</span>
            ) : (
              <a href={href}>{written(label, lang)}</a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
