import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { addressOf } from '../assets/assets.ts'
import { directionOf, LANGUAGES, type Language, twinOf } from '../text/language.ts'
import { Breadcrumbs, type Crumb } from './breadcrumbs.tsx'
import { Feedback, type FeedbackProps } from './feedback.tsx'
import { Footer, type FooterProps } from './footer.tsx'
import { Header } from './header.tsx'
import type { Account, NavLink } from './links.ts'
import { Official } from './official.tsx'
import { once } from './once.ts'
import { TrialBar, type TrialProps } from './trial-bar.tsx'
import { words } from './words.ts'

export interface PageProps {
  readonly lang: Language
  /** Without the name of the site, which is added. */
  readonly title: string
  /** For search machines; at most some 160 characters. */
  readonly description?: string
  /** Absolute address of this page in this language. */
  readonly canonical?: string
  /** Paths of this page in both languages: the switch leads there, and machines are told. */
  readonly alternates?: Readonly<Record<Language, string>>
  readonly nav?: readonly NavLink[]
  readonly breadcrumbs?: readonly Crumb[]
  readonly trial?: TrialProps | undefined
  readonly feedback?: FeedbackProps | undefined
  readonly footer?: FooterProps
  /** Sign in, or who is signed in. */
  readonly account?: Account
  /** Where the page on verifying this site is. */
  readonly verify?: string
  readonly tagline?: string
  /** Sections bring their own `wrap`, for bands that reach both sides. */
  readonly wide?: boolean
  /** Not for search machines: staff pages, results, drafts. */
  readonly unlisted?: boolean
  /** Islands that this page wants, by file: `copy.js`. */
  readonly scripts?: readonly string[]
  /** Further elements of the head: feeds, machine faces. */
  readonly head?: Child
  readonly children?: Child
}

/** The same menu and the same footer stand on every page of a section: their markup is made once for each object. */
const header = once((nav: readonly NavLink[], lang) => <Header lang={lang} nav={nav} />)
const footer = once((props: FooterProps, lang) => <Footer lang={lang} {...props} />)

/** A whole HTML document. */
export function Page(props: PageProps) {
  const { lang, alternates, breadcrumbs, trial, feedback, canonical } = props
  const t = words[lang]
  const host = canonical === undefined ? undefined : new URL(canonical).host
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={lang} dir={directionOf(lang)}>
        <Head {...props} />
        <body>
          <a class="skip" href="#main">
            {t.skip}
          </a>
          <Official
            lang={lang}
            host={host}
            verify={props.verify}
            twin={alternates?.[twinOf(lang)]}
            account={props.account}
          />
          {props.nav === undefined || props.tagline !== undefined ? (
            <Header lang={lang} nav={props.nav ?? []} tagline={props.tagline} />
          ) : (
            header(props.nav, lang)
          )}
          {trial === undefined ? '' : <TrialBar lang={lang} {...trial} />}
          <main id="main" tabindex={-1} class={props.wide ? undefined : 'page wrap'}>
            {breadcrumbs === undefined ? '' : <Breadcrumbs lang={lang} crumbs={breadcrumbs} />}
            {props.children}
          </main>
          {feedback === undefined ? '' : <Feedback lang={lang} {...feedback} />}
          {props.footer === undefined ? <Footer lang={lang} /> : footer(props.footer, lang)}
        </body>
      </html>
    </>
  )
}

function Head({ lang, title, description, canonical, alternates, unlisted, scripts = [], head }: PageProps) {
  const name = words[lang].name
  const whole = title === name ? `${name} · ${words[lang].tagline}` : `${title} · ${name}`
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{whole}</title>
      {description === undefined ? '' : <meta name="description" content={description} />}
      {unlisted ? <meta name="robots" content="noindex" /> : ''}
      <meta name="theme-color" content="#083f44" />
      <link
        rel="preload"
        href={addressOf(lang === 'ar' ? 'arabic.woff2' : 'latin.woff2')}
        as="font"
        type="font/woff2"
        crossorigin=""
      />
      <link rel="stylesheet" href={addressOf('rabt.css')} />
      <link rel="icon" href={addressOf('mark.svg')} type="image/svg+xml" />
      {canonical === undefined ? '' : <link rel="canonical" href={canonical} />}
      {canonical === undefined || alternates === undefined
        ? ''
        : LANGUAGES.map((it) => <link rel="alternate" hreflang={it} href={new URL(alternates[it], canonical).href} />)}
      <meta property="og:title" content={title} />
      <meta property="og:site_name" content={name} />
      {description === undefined ? '' : <meta property="og:description" content={description} />}
      {scripts.map((script) => (
        <script type="module" src={addressOf(script)}></script>
      ))}
      {head}
    </head>
  )
}
