import { localOf } from '../agencies/local.ts'
import { type Draw, seeded } from '../agencies/seeded.ts'
import type { StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'
import { csv } from './csv.ts'
import { pdf } from './pdf.ts'

interface DatasetKind {
  readonly slug: string
  readonly agency: string
  readonly title: Text
  readonly summary: Text
  readonly theme: string
  readonly sector: string
  readonly frequency: 'MONTHLY' | 'QUARTERLY' | 'ANNUAL'
  readonly keywords: readonly Text[]
  readonly chart: { readonly label: string; readonly series: readonly string[] }
  rows(state: StateCode, draw: Draw): readonly (readonly (string | number)[])[]
}

const MONTHS = Array.from(
  { length: 18 },
  (_, at) => `${2025 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`,
)

/** A monthly series around a level, with a season. */
function monthly(draw: Draw, ...levels: readonly number[]): readonly (readonly (string | number)[])[] {
  return MONTHS.map((month, at) => [
    month,
    ...levels.map((level) => Math.round(level * (1 + 0.15 * Math.sin(at / 2) + draw.whole(-8, 8) / 100))),
  ])
}

export const DATASETS: readonly DatasetKind[] = [
  {
    slug: 'traffic-violations-by-month',
    agency: 'MOI',
    title: { ar: 'المخالفات المرورية وما سُدّد منها بحسب الشهر', en: 'Traffic violations and those paid, by month' },
    summary: {
      ar: 'عدد المخالفات المسجّلة وعدد المسدّد منها في كل شهر، بيانات نموذجية.',
      en: 'Violations recorded and paid in each month; sample data.',
    },
    theme: 'TRAN',
    sector: 'traffic',
    frequency: 'MONTHLY',
    keywords: [
      { ar: 'مرور', en: 'traffic' },
      { ar: 'مخالفات', en: 'violations' },
    ],
    chart: { label: 'الشهر', series: ['المخالفات', 'المسدّد'] },
    rows: (_, draw) => [['الشهر', 'المخالفات', 'المسدّد'], ...monthly(draw, 48_000, 31_000)],
  },
  {
    slug: 'new-companies-by-month',
    agency: 'MOCI',
    title: { ar: 'السجلات التجارية الجديدة والمشطوبة بحسب الشهر', en: 'Companies registered and struck off, by month' },
    summary: {
      ar: 'القيد الجديد والشطب في السجل التجاري في كل شهر، بيانات نموذجية.',
      en: 'New entries and strikings in the commercial registry in each month; sample data.',
    },
    theme: 'ECON',
    sector: 'trade',
    frequency: 'MONTHLY',
    keywords: [
      { ar: 'شركات', en: 'companies' },
      { ar: 'سجل تجاري', en: 'registry' },
    ],
    chart: { label: 'الشهر', series: ['قيد جديد', 'شطب'] },
    rows: (_, draw) => [['الشهر', 'قيد جديد', 'شطب'], ...monthly(draw, 2_600, 740)],
  },
  {
    slug: 'air-passengers-by-month',
    agency: 'AIRPORT',
    title: { ar: 'حركة المسافرين في المطارات بحسب الشهر', en: 'Air passengers by month' },
    summary: {
      ar: 'القادمون والمغادرون ومن عبر منهم البوابات الإلكترونية، بيانات نموذجية.',
      en: 'Arrivals, departures and passages through electronic gates; sample data.',
    },
    theme: 'TRAN',
    sector: 'travel',
    frequency: 'MONTHLY',
    keywords: [
      { ar: 'مطار', en: 'airport' },
      { ar: 'مسافرون', en: 'passengers' },
    ],
    chart: { label: 'الشهر', series: ['القادمون', 'المغادرون', 'البوابات الإلكترونية'] },
    rows: (_, draw) => [
      ['الشهر', 'القادمون', 'المغادرون', 'البوابات الإلكترونية'],
      ...monthly(draw, 620_000, 610_000, 240_000),
    ],
  },
  {
    slug: 'health-centre-visits',
    agency: 'MOH',
    title: { ar: 'مراجعو المراكز الصحية بحسب المدينة', en: 'Visits to health centres by city' },
    summary: {
      ar: 'المراجعون ومتوسط الانتظار بالدقائق في كل مدينة، بيانات نموذجية.',
      en: 'Visits and average wait in minutes in each city; sample data.',
    },
    theme: 'HEAL',
    sector: 'health',
    frequency: 'QUARTERLY',
    keywords: [
      { ar: 'صحة', en: 'health' },
      { ar: 'انتظار', en: 'waiting' },
    ],
    chart: { label: 'المدينة', series: ['المراجعون'] },
    rows: (state, draw) => [
      ['المدينة', 'المراجعون', 'دقائق الانتظار'],
      ...localOf(state).cities.map(({ ar }) => [ar, draw.whole(20_000, 90_000), draw.whole(8, 35)]),
    ],
  },
  {
    slug: 'e-services-use',
    agency: 'EGOV',
    title: { ar: 'استعمال الخدمات الحكومية الإلكترونية', en: 'Use of electronic government services' },
    summary: {
      ar: 'الطلبات المنجزة إلكترونيًا وعبر المراكز ونسبة الرضا، بيانات نموذجية.',
      en: 'Requests done online and at centres, and satisfaction; sample data.',
    },
    theme: 'GOVE',
    sector: 'digital',
    frequency: 'MONTHLY',
    keywords: [
      { ar: 'خدمات إلكترونية', en: 'e-services' },
      { ar: 'رضا', en: 'satisfaction' },
    ],
    chart: { label: 'الشهر', series: ['إلكترونيًا', 'في المراكز'] },
    rows: (_, draw) => [['الشهر', 'إلكترونيًا', 'في المراكز'], ...monthly(draw, 910_000, 120_000)],
  },
]

interface DocumentKind {
  readonly slug: string
  readonly agency: string
  readonly type: 'report' | 'guide' | 'standard' | 'strategy' | 'form'
  readonly title: Text
  readonly summary: Text
  readonly theme: string
  readonly sector: string
  readonly paragraphs: readonly Text[]
}

export const DOCUMENTS: readonly DocumentKind[] = [
  {
    slug: 'service-writing-guide',
    agency: 'EGOV',
    type: 'guide',
    title: { ar: 'دليل كتابة صفحات الخدمات', en: 'Guide to writing service pages' },
    summary: {
      ar: 'عشر قواعد لكتابة صفحة خدمة يفهمها من يقرؤها أول مرة.',
      en: 'Ten rules for a service page that a first reader understands.',
    },
    theme: 'GOVE',
    sector: 'digital',
    paragraphs: [
      {
        ar: 'ابدأ بما يفعله القارئ، ثم بما يحتاج إليه، ثم بما يكلّفه.',
        en: 'Begin with what the reader does, then what it needs, then what it costs.',
      },
      {
        ar: 'لا تطلب وثيقة تصدرها جهة حكومية أخرى؛ اسأل تلك الجهة عبر شبكة الربط.',
        en: 'Ask for no paper that another agency issues: ask that agency, through the network.',
      },
      {
        ar: 'اذكر الزمن الذي تلتزم به، وقسه، وانشر ما قست.',
        en: 'State the time that you keep to; measure it, and publish what you measured.',
      },
    ],
  },
  {
    slug: 'digital-strategy',
    agency: 'EGOV',
    type: 'strategy',
    title: { ar: 'الاستراتيجية الوطنية للحكومة الرقمية', en: 'National digital government strategy' },
    summary: {
      ar: 'الأهداف والمبادرات ومؤشرات القياس، مع مواءمتها للاستراتيجية الاسترشادية لدول المجلس.',
      en: 'Goals, initiatives and measures, aligned with the guidance strategy of the Gulf states.',
    },
    theme: 'GOVE',
    sector: 'digital',
    paragraphs: [
      {
        ar: 'خدمة متكاملة يبدأها صاحبها مرة واحدة، ولا يعيد ما تعرفه الحكومة.',
        en: 'An integrated service that people start once, without repeating what government knows.',
      },
      {
        ar: 'كل خدمة مشتركة بين الدول تُعلن جاهزيتها كما تُقاس لا كما توصف.',
        en: 'The readiness of each joint service is shown as measured, not as described.',
      },
    ],
  },
  {
    slug: 'e-services-report',
    agency: 'EGOV',
    type: 'report',
    title: { ar: 'التقرير السنوي للخدمات الإلكترونية', en: 'Annual report on electronic services' },
    summary: { ar: 'ما أُنجز في السنة وما تأخر وأسبابه.', en: 'What was done in the year, what was late, and why.' },
    theme: 'GOVE',
    sector: 'digital',
    paragraphs: [
      {
        ar: 'زادت الطلبات المنجزة دون زيارة، وتأخرت خدمات الرخص التي تحتاج إلى معاينة.',
        en: 'More requests were completed without a visit; permits that need inspection were late.',
      },
      { ar: 'الأرقام في هذا التقرير نموذجية.', en: 'The figures in this report are samples.' },
    ],
  },
  {
    slug: 'accessibility-standard',
    agency: 'EGOV',
    type: 'standard',
    title: { ar: 'معيار النفاذ الرقمي للمواقع الحكومية', en: 'Accessibility standard of government sites' },
    summary: {
      ar: 'متطلبات النفاذ للأشخاص ذوي الإعاقة وكبار السن في المواقع والتطبيقات، مع فحوص خاصة بالعربية.',
      en: 'Accessibility of sites and apps for persons with disabilities and the elderly, with checks for Arabic.',
    },
    theme: 'TECH',
    sector: 'digital',
    paragraphs: [
      {
        ar: 'كل صفحة عربية تُعلن لغتها واتجاهها، وتُعزل الأرقام والنصوص اللاتينية.',
        en: 'Each Arabic page declares its language and direction and isolates numbers and Latin text.',
      },
      { ar: 'تعمل كل خدمة بلوحة المفاتيح وحدها.', en: 'Each service works by keyboard alone.' },
    ],
  },
  {
    slug: 'agency-joining-form',
    agency: 'EGOV',
    type: 'form',
    title: { ar: 'نموذج طلب ربط نظام جهة بشبكة التبادل', en: 'Form: connect an agency’s system to the network' },
    summary: {
      ar: 'البيانات التي تقدمها الجهة لربط نظامها ونشر خدماته.',
      en: 'What an agency states to connect its system and publish its services.',
    },
    theme: 'TECH',
    sector: 'digital',
    paragraphs: [
      {
        ar: 'اسم النظام والجهة المالكة وجهة الاتصال، والخدمات وأغراضها وأساسها القانوني.',
        en: 'Name of the system, its owner and contact; its services, their purposes and legal basis.',
      },
    ],
  },
]

export function documentPdf({ title, slug }: DocumentKind, state: StateCode): Uint8Array {
  return pdf(title.ar, [
    title.en ?? slug,
    `State: ${state}`,
    'Sample content. The Arabic text stands on the portal page.',
  ])
}

export function datasetCsv(kind: DatasetKind, state: StateCode): Uint8Array {
  return csv(kind.rows(state, seeded(state, kind.slug)))
}
