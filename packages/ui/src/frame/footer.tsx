import type { Child } from 'hono/jsx'
import type { Language } from '../text/language.ts'
import type { NavLink } from './links.ts'
import { Mark } from './mark.tsx'
import { words } from './words.ts'

export interface FooterProps {
  readonly columns?: readonly { readonly title: string; readonly links: readonly NavLink[] }[]
  /** Below the name: what this site is. */
  readonly about?: Child
  /** On the last line, beside the owner: version, date, licence. */
  readonly last?: Child
}

export function Footer({ lang, columns = [], about, last }: FooterProps & { readonly lang: Language }) {
  const t = words[lang]
  return (
    <footer class="foot">
      <div class="wrap">
        <div class="columns">
          <div class="who">
            <span class="brand">
              <Mark /> <b>{t.name}</b>
            </span>
            <p>{about ?? t.tagline}</p>
          </div>
          {columns.map(({ title, links }) => (
            <div>
              <h2>{title}</h2>
              <ul>
                {links.map(({ label, href }) => (
                  <li>
                    <a href={href}>{label}</a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
        <div class="last">
          <span>{t.owner}</span> <span>{last}</span>
        </div>
      </div>
    </footer>
  )
}
