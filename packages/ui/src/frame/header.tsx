import { Icon } from '../parts/icon.tsx'
import type { Language } from '../text/language.ts'
import type { NavLink } from './links.ts'
import { Mark } from './mark.tsx'
import { words } from './words.ts'

export interface HeaderProps {
  readonly lang: Language
  readonly nav: readonly NavLink[]
  /** Where the mark leads; `/ar` or `/en` by itself. */
  readonly home?: string | undefined
  readonly tagline?: string | undefined
}

/** Mark and menu. On a narrow screen the menu is a popover of the browser's own, so it opens without script. */
export function Header({ lang, nav, home = `/${lang}`, tagline }: HeaderProps) {
  const t = words[lang]
  return (
    <header class="top">
      <div class="wrap">
        <a class="brand" href={home}>
          <Mark /> <b>{t.name}</b> <span>{tagline ?? t.tagline}</span>
        </a>
        {nav.length === 0 ? (
          ''
        ) : (
          <>
            <button class="menu-button" type="button" popovertarget="nav">
              <Icon name="menu" /> {t.menu}
            </button>
            <nav class="nav" id="nav" popover="auto" aria-label={t.mainNav}>
              <button class="close" type="button" popovertarget="nav" popovertargetaction="hide">
                <Icon name="close" /> {t.close}
              </button>
              <ul>
                {nav.map(({ label, href, current }) => (
                  <li>
                    <a href={href} aria-current={current ? 'page' : undefined}>
                      {label}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          </>
        )}
      </div>
    </header>
  )
}
