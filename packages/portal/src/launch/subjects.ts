import { type Kind, TENANTS, type Tenant } from '../record/common.ts'
import { TENANT_NAMES } from '../taxonomy/tenants.ts'
import type { Term } from '../taxonomy/term.ts'

/** Sections of the portal that are launched one by one, with the kinds of records that fill them. */
export const SECTIONS = {
  services: { ar: 'الخدمات', en: 'Services', kinds: ['service'] },
  agencies: { ar: 'الجهات', en: 'Agencies', kinds: ['agency'] },
  library: { ar: 'المكتبة', en: 'Library', kinds: ['document', 'dataset'] },
  achievements: { ar: 'الإنجازات', en: 'Achievements', kinds: ['achievement'] },
  experiences: { ar: 'التجارب الناجحة', en: 'Successful experiences', kinds: ['experience'] },
  news: { ar: 'الأخبار', en: 'News', kinds: ['news'] },
  laws: { ar: 'التشريعات', en: 'Legislation', kinds: ['law'] },
  readiness: { ar: 'الجاهزية', en: 'Readiness', kinds: [] },
  ranking: { ar: 'الترتيب العالمي', en: 'World ranking', kinds: [] },
} as const satisfies Record<string, Term & { readonly kinds: readonly Kind[] }>

export type SectionName = keyof typeof SECTIONS
export const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[]

/** The six; the General Secretariat is no state. */
export const LAUNCHED_STATES = TENANTS.filter((tenant) => tenant !== 'GCC')

export type Subject = `section/${SectionName}` | `state/${Tenant}`

export const SUBJECTS: readonly Subject[] = [
  ...SECTION_NAMES.map((name): Subject => `section/${name}`),
  ...LAUNCHED_STATES.map((code): Subject => `state/${code}`),
]

export function isSubject(text: string): text is Subject {
  return (SUBJECTS as readonly string[]).includes(text)
}

export function subjectName(subject: Subject): Term {
  const [, name = ''] = subject.split('/')
  return subject.startsWith('section/') ? SECTIONS[name as SectionName] : TENANT_NAMES[name as Tenant]
}

export const STAGES = {
  draft: { ar: 'قيد الإعداد', en: 'In preparation' },
  trial: { ar: 'تجريبي', en: 'Trial' },
  live: { ar: 'مباشر', en: 'Live' },
  retired: { ar: 'منتهٍ', en: 'Retired' },
} as const satisfies Record<string, Term>
export type Stage = keyof typeof STAGES

export function isStage(text: string): text is Stage {
  return Object.hasOwn(STAGES, text)
}
