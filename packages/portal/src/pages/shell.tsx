import { type Crumb, type Language, messages, type NavLink, Page, type PageProps, said, type Text } from '@rabt/ui'
import type { Child } from 'hono/jsx'

const words = messages(
  {
    home: 'الرئيسية',
    services: 'الخدمات',
    readiness: 'الجاهزية',
    states: 'الدول',
    library: 'المكتبة',
    experiences: 'التجارب',
    achievements: 'الإنجازات',
    news: 'الأخبار',
    laws: 'التشريعات',
    ranking: 'الترتيب العالمي',
    search: 'البحث',
    about: 'عن البوابة',
    launch: 'مراحل الإطلاق',
    accessibility: 'إمكانية الوصول',
    privacy: 'الخصوصية',
    verify: 'كيف تتحقق',
    staff: 'دخول الموظفين',
    content: 'المحتوى',
    portal: 'البوابة',
    machines: 'للبرامج',
    catalogue: 'دليل البيانات',
    serviceCatalogue: 'دليل الخدمات',
    feed: 'خلاصة الجديد',
    api: 'واجهة القراءة',
    footer: 'ما تراه هنا أجابت به الدول على الشبكة، ولكل إجابة إثبات. محتوى العينة موسوم.',
  },
  {
    home: 'Home',
    services: 'Services',
    readiness: 'Readiness',
    states: 'States',
    library: 'Library',
    experiences: 'Experiences',
    achievements: 'Achievements',
    news: 'News',
    laws: 'Legislation',
    ranking: 'World ranking',
    search: 'Search',
    about: 'About the portal',
    launch: 'Stages of the launch',
    accessibility: 'Accessibility',
    privacy: 'Privacy',
    verify: 'How to verify',
    staff: 'Staff sign-in',
    content: 'Content',
    portal: 'Portal',
    machines: 'For programs',
    catalogue: 'Data catalogue',
    serviceCatalogue: 'Service catalogue',
    feed: 'News feed',
    api: 'Read API',
    footer:
      'What you see here the states answered over the network, each answer with its proof. Sample content is marked.',
  },
)

export type Section = 'services' | 'readiness' | 'states' | 'library' | 'experiences' | 'news' | 'ranking'
const MENU: readonly Section[] = ['services', 'readiness', 'states', 'library', 'experiences', 'news', 'ranking']

export interface ShellProps {
  readonly lang: Language
  /** Of the portal, without a slash at its end: `https://portal.example`. */
  readonly baseUrl: string
  /** Whether readers are shown a page, for the menu; not said: all are. */
  readonly shows?: ((path: string) => boolean) | undefined
  /** After the language, with what is chosen: `/services?state=KW`; empty for the home page. */
  readonly path: string
  readonly title: string
  readonly description?: string
  readonly section?: Section | undefined
  /** Between the home page and this one. */
  readonly crumbs?: readonly Crumb[]
  readonly trial?: PageProps['trial']
  readonly wide?: boolean
  /** Lists narrowed by a reader, and results: no search machine needs each. */
  readonly unlisted?: boolean
  readonly scripts?: readonly string[]
  readonly head?: Child
  readonly noFeedback?: boolean
  readonly children?: Child
}

const CONTENT = ['services', 'states', 'library', 'experiences', 'achievements', 'news', 'laws'] as const
type Linked = Section | (typeof CONTENT)[number]
const LINKED: readonly Linked[] = [...new Set<Linked>([...MENU, ...CONTENT])]
/** Of two languages and eight sections there are few; stages that change make more. */
const MAX_FRAMES = 200

interface Frame {
  readonly nav: readonly NavLink[]
  readonly footer: NonNullable<PageProps['footer']>
}
const frames = new Map<string, Frame>()

/** Menu and foot of a section's pages with what readers are shown, the same objects each time. */
function frameOf(lang: Language, section: Section | undefined, shows: (path: string) => boolean): Frame {
  const shown = LINKED.filter((it) => shows(`/${lang}/${it}`))
  const key = `${lang} ${section} ${shown.join()}`
  const known = frames.get(key)
  if (known !== undefined) return known
  const nav = MENU.filter((it) => shown.includes(it)).map((it) => ({
    label: words[lang][it],
    href: `/${lang}/${it}`,
    current: it === section,
  }))
  const made = { nav, footer: footerOf(lang, shown) }
  if (frames.size < MAX_FRAMES) frames.set(key, made)
  return made
}

function footerOf(lang: Language, shown: readonly Linked[]): NonNullable<PageProps['footer']> {
  const t = words[lang]
  const link = (label: string, path: string) => ({ label, href: `/${lang}${path}` })
  return {
    about: t.footer,
    columns: [
      { title: t.content, links: CONTENT.filter((it) => shown.includes(it)).map((it) => link(t[it], `/${it}`)) },
      {
        title: t.portal,
        links: [
          link(t.about, '/about'),
          link(t.launch, '/launch'),
          link(t.verify, '/verify-site'),
          link(t.accessibility, '/accessibility'),
          link(t.privacy, '/privacy'),
        ],
      },
      {
        title: t.machines,
        links: [
          { label: t.catalogue, href: '/catalog.ttl' },
          { label: t.serviceCatalogue, href: '/services.ttl' },
          { label: t.feed, href: `/feed.xml?lang=${lang}` },
          { label: t.api, href: '/api/v1/openapi.json' },
        ],
      },
    ],
  }
}

/** The frame of each public page: menu, the page's twin in the other language, feedback, footer. */
export function Shell(props: ShellProps) {
  const { lang, baseUrl, path, section, crumbs, shows = () => true } = props
  const t = words[lang]
  const to = (rest: string): string => `/${lang}${rest}`
  const frame = frameOf(lang, section, shows)
  const home: Crumb = { label: t.home, href: to('') }
  return (
    <Page
      lang={lang}
      title={props.title}
      {...(props.description === undefined ? {} : { description: shorten(props.description) })}
      canonical={`${baseUrl}/${lang}${path}`}
      alternates={{ ar: `/ar${path}`, en: `/en${path}` }}
      nav={frame.nav}
      {...(crumbs === undefined ? {} : { breadcrumbs: [home, ...crumbs, { label: props.title }] })}
      trial={props.trial}
      feedback={props.noFeedback ? undefined : { action: to('/feedback'), page: `/${lang}${path}`.slice(0, 300) }}
      account={{ label: t.staff, href: to('/staff') }}
      verify={to('/verify-site')}
      wide={props.wide ?? false}
      unlisted={props.unlisted ?? false}
      scripts={props.scripts ?? []}
      head={
        <>
          <link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml" title={t.search} />
          <link rel="alternate" type="application/atom+xml" href={`/feed.xml?lang=${lang}`} title={t.feed} />
          {props.head}
        </>
      }
      footer={frame.footer}
    >
      {props.children}
    </Page>
  )
}

/** A record's text where only plain text may stand: titles, descriptions. */
export function plain(text: Text, lang: Language): string {
  return said(text, lang).text
}

function shorten(text: string): string {
  if (text.length <= 160) return text
  const cut = text.slice(0, 158)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 100))}…`
}
