import { Breadcrumbs } from '../frame/breadcrumbs.tsx'
import type { NavLink } from '../frame/links.ts'
import { Page } from '../frame/page.tsx'
import { SectionHead } from '../parts/heading.tsx'
import type { Language } from '../text/language.ts'
import { messages } from '../text/messages.ts'
import { ChartsSection } from './charts-section.tsx'
import { DataSection } from './data-section.tsx'
import { FormsSection } from './forms-section.tsx'
import { HomeSection } from './home-section.tsx'
import { PartsSection } from './parts-section.tsx'

const words = messages(
  {
    title: 'معرض المكونات',
    lead: 'كل مكوّن في صفحة واحدة، بالاتجاهين. كل ما هنا مثال، ولا يقول شيئًا عن دولة.',
    nav: ['الرئيسية', 'الخدمات', 'الجاهزية', 'الدول', 'المكتبة', 'التجارب', 'الأخبار', 'الترتيب العالمي'],
    trial: '٥ من ٩ أقسام جاهزة',
    missing: 'ما الناقص ومتى؟',
    home: 'الرئيسية',
    signIn: 'دخول الموظفين',
  },
  {
    title: 'Component gallery',
    lead: 'Every component on one page, in both directions. All of it is an example, and says nothing of any state.',
    nav: ['Home', 'Services', 'Readiness', 'States', 'Library', 'Experiences', 'News', 'World ranking'],
    trial: '5 of 9 sections are ready',
    missing: 'What is missing, and when?',
    home: 'Home',
    signIn: 'Staff sign-in',
  },
)

/** Every component, for the eye and for the browser tests: a page at `/gallery/<lang>` of whoever serves it, whose origin has no slash at its end. */
export function gallery(lang: Language, baseUrl = 'https://rabt.example') {
  const t = words[lang]
  const nav: NavLink[] = Object.values(t.nav).map((label, at) => ({
    label,
    href: `/gallery/${lang}#${at}`,
    current: at === 0,
  }))
  return (
    <Page
      lang={lang}
      title={t.title}
      description={t.lead}
      canonical={`${baseUrl}/gallery/${lang}`}
      alternates={{ ar: '/gallery/ar', en: '/gallery/en' }}
      nav={nav}
      account={{ label: t.signIn, href: '#main' }}
      verify="#main"
      trial={{ text: t.trial, href: '#main', link: t.missing }}
      feedback={{ action: `/${lang}/feedback`, page: `/gallery/${lang}` }}
      footer={{
        columns: [
          { title: t.title, links: nav.slice(0, 4) },
          { title: t.home, links: nav.slice(3) },
        ],
      }}
      scripts={['copy.js', 'suggest.js']}
      unlisted
      wide
    >
      <HomeSection lang={lang} />
      <div class="wrap">
        <Breadcrumbs lang={lang} crumbs={[{ label: t.home, href: `/gallery/${lang}` }, { label: t.title }]} />
        <SectionHead title={t.title} lead={t.lead} />
        <PartsSection lang={lang} />
        <DataSection lang={lang} />
        <ChartsSection lang={lang} />
        <FormsSection lang={lang} />
      </div>
    </Page>
  )
}
