import { SearchBox } from '../forms/search-box.tsx'
import { GulfMap } from '../map/gulf-map.tsx'
import { TrialBadge } from '../parts/badge.tsx'
import { Hero } from '../parts/hero.tsx'
import type { Language } from '../text/language.ts'
import { messages } from '../text/messages.ts'

const words = messages(
  {
    title: 'ست دول، شبكة واحدة، وخدمة تجيب.',
    lead: 'اسأل عن خدمة أو وثيقة أو جهة في أيّ من دول المجلس. ما تراه هنا يأتي من شبكات الدول نفسها، وكل رقم له إثبات.',
    search: 'ابحث في الخدمات والوثائق',
    example: 'مثلًا: مخالفة مرورية في قطر',
    often: ['تأسيس شركة', 'رخصة إطفاء', 'تقاعد', 'تأشيرة مرافق'],
  },
  {
    title: 'Six states, one network, and a service that answers.',
    lead: 'Ask for a service, a document or an agency in any of the GCC states. What you see here comes from the states’ own networks, and every figure has its proof.',
    search: 'Search services and documents',
    example: 'For example: traffic violation in Qatar',
    often: ['Founding a company', 'Fire permit', 'Pension', 'Companion visa'],
  },
)

export function HomeSection({ lang }: { readonly lang: Language }) {
  const t = words[lang]
  return (
    <Hero
      title={t.title}
      lead={t.lead}
      before={<TrialBadge lang={lang} />}
      figure={
        <GulfMap
          lang={lang}
          stages={{ KW: 'live', SA: 'live', QA: 'live', AE: 'joining', BH: 'joining', OM: 'joining' }}
          href={(code) => `#${code}`}
        />
      }
    >
      <SearchBox
        lang={lang}
        action="/gallery"
        label={t.search}
        placeholder={t.example}
        often={Object.values(t.often).map((label) => ({ label, href: '#main' }))}
        suggest="/gallery/suggest"
      />
    </Hero>
  )
}
