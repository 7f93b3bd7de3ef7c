import { type Forms, messages } from '@rabt/ui'
import type { Sort } from '../../content/query.ts'
import type { Kind } from '../../record/common.ts'
import type { Section } from '../shell.tsx'

/** The lists that there are: path, what is in them, and words. */
export interface ListKind {
  readonly path: string
  readonly kinds: readonly Kind[]
  readonly sort: Sort
  readonly section?: Section
  readonly forms: Forms
}

const of = (
  zero: string,
  one: string,
  two: string,
  few: string,
  many: string,
  other: string,
  en: [string, string],
): Forms => ({
  ar: { zero, one, two, few, many, other },
  en: { one: en[0], other: en[1] },
})

export const LISTS = {
  services: {
    path: '/services',
    kinds: ['service'],
    sort: 'title',
    section: 'services',
    forms: of('لا خدمات', 'خدمة واحدة', 'خدمتان', '# خدمات', '# خدمة', '# خدمة', ['# service', '# services']),
  },
  library: {
    path: '/library',
    kinds: ['document', 'dataset'],
    sort: 'date',
    section: 'library',
    forms: of('لا وثائق', 'وثيقة واحدة', 'وثيقتان', '# وثائق', '# وثيقة', '# وثيقة', ['# document', '# documents']),
  },
  achievements: {
    path: '/achievements',
    kinds: ['achievement'],
    sort: 'date',
    forms: of('لا إنجازات', 'إنجاز واحد', 'إنجازان', '# إنجازات', '# إنجازًا', '# إنجاز', [
      '# achievement',
      '# achievements',
    ]),
  },
  experiences: {
    path: '/experiences',
    kinds: ['experience'],
    sort: 'date',
    section: 'experiences',
    forms: of('لا تجارب', 'تجربة واحدة', 'تجربتان', '# تجارب', '# تجربة', '# تجربة', ['# experience', '# experiences']),
  },
  news: {
    path: '/news',
    kinds: ['news'],
    sort: 'date',
    section: 'news',
    forms: of('لا أخبار', 'خبر واحد', 'خبران', '# أخبار', '# خبرًا', '# خبر', ['# item', '# items']),
  },
  laws: {
    path: '/laws',
    kinds: ['law'],
    sort: 'date',
    forms: of('لا تشريعات', 'تشريع واحد', 'تشريعان', '# تشريعات', '# تشريعًا', '# تشريع', ['# law', '# laws']),
  },
} as const satisfies Readonly<Record<string, ListKind>>
export type ListName = keyof typeof LISTS

export const isList = (section: string): section is ListName => Object.hasOwn(LISTS, section)

export const listWords = messages(
  {
    services: { title: 'الخدمات', lead: 'خدمات الجهات الحكومية في الدول الست: لمن، وبماذا، وكم، وأين، وهل تجيب الآن.' },
    library: { title: 'المكتبة', lead: 'وثائق وبيانات تنشرها الدول، ولكل ملف بصمة يُتحقق بها منه.' },
    achievements: { title: 'الإنجازات', lead: 'ما أنجزته الدول في الحكومة الإلكترونية، بالأرقام.' },
    experiences: {
      title: 'التجارب الناجحة',
      lead: 'المشكلة والحل والكلفة والنتائج والدروس، ومن أراد أن يعيد استعمالها فماذا يحتاج.',
    },
    news: { title: 'الأخبار', lead: 'ما جدّ في الدول وفي الشبكة.' },
    laws: { title: 'التشريعات', lead: 'القوانين والقرارات التي تستند إليها الخدمات.' },
  },
  {
    services: {
      title: 'Services',
      lead: 'Services of government agencies in the six states: for whom, with what, how much, where, and whether they answer now.',
    },
    library: {
      title: 'Library',
      lead: 'Documents and data that states publish, each file with a fingerprint to check it by.',
    },
    achievements: { title: 'Achievements', lead: 'What states have achieved in e-government, in figures.' },
    experiences: {
      title: 'Successful experiences',
      lead: 'Problem, solution, cost, results and lessons, and what it takes to reuse them.',
    },
    news: { title: 'News', lead: 'What is new in the states and on the network.' },
    laws: { title: 'Legislation', lead: 'Laws and decisions that services rest on.' },
  },
)
