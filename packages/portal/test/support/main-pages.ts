/** Every main public page, after the language. */
export const MAIN_PAGES = [
  '',
  '/services',
  '/services?state=KW&sector=traffic',
  '/services/kw/traffic-violations',
  '/library',
  '/library/kw/traffic-violations-by-month',
  '/library/kw/service-writing-guide',
  '/readiness',
  '/ranking',
  '/ranking?state=KW&component=osi&year=2014&value=0.9#what-if',
  '/ranking/2014',
  '/ranking/states/kw',
  '/states',
  '/states/kw',
  '/agencies/kw/moi',
  '/experiences',
  '/experiences/kw/fines-across-borders',
  '/achievements',
  '/news',
  '/laws',
  '/search',
  '/proof/1',
  '/launch',
  '/about',
  '/accessibility',
  '/privacy',
  '/verify-site',
  '/feedback?page=%2Far%2Fservices',
] as const

/** Queries whose words are of the language. */
export const searchPage = (lang: 'ar' | 'en'): string =>
  `/search?q=${encodeURIComponent(lang === 'ar' ? 'مخالفة مرورية في قطر' : 'traffic violation in Qatar')}`
