import type { StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'
import {
  type AgencyRequest,
  type AgencySystem,
  bounded,
  methodNotAllowed,
  notFound,
  required,
  sample,
} from './answer.ts'
import { localOf, type Money, money } from './local.ts'
import { answerSchema, MONEY_SCHEMA, openApi, TEXT_SCHEMA } from './openapi.ts'
import { seeded } from './seeded.ts'

interface Company {
  readonly cr: string
  readonly name: Text
  readonly form: Text
  readonly status: 'active' | 'suspended' | 'struck-off'
  readonly city: Text
  readonly capital: Money
  readonly established: string
  /** ISIC revision 4 class. */
  readonly activity: { readonly isic: string; readonly title: Text }
}

const WORDS: readonly Text[] = [
  { ar: 'اللؤلؤة', en: 'Al Lulua' },
  { ar: 'الواحة', en: 'Al Waha' },
  { ar: 'المرسى', en: 'Al Marsa' },
  { ar: 'الشراع', en: 'Al Shiraa' },
  { ar: 'الدانة', en: 'Al Dana' },
  { ar: 'النوخذة', en: 'Al Nokhatha' },
  { ar: 'الصحراء', en: 'Al Sahra' },
  { ar: 'الأفق', en: 'Al Ufuq' },
  { ar: 'البوصلة', en: 'Al Bosla' },
]

const ACTIVITIES: readonly { readonly isic: string; readonly title: Text; readonly short: Text }[] = [
  {
    isic: '4690',
    title: { ar: 'تجارة عامة بالجملة', en: 'Non-specialised wholesale trade' },
    short: { ar: 'للتجارة', en: 'Trading' },
  },
  {
    isic: '4923',
    title: { ar: 'نقل البضائع برًا', en: 'Freight transport by road' },
    short: { ar: 'للنقل', en: 'Transport' },
  },
  {
    isic: '4100',
    title: { ar: 'تشييد المباني', en: 'Construction of buildings' },
    short: { ar: 'للمقاولات', en: 'Contracting' },
  },
  {
    isic: '6201',
    title: { ar: 'برمجة الحاسوب', en: 'Computer programming' },
    short: { ar: 'للتقنية', en: 'Technology' },
  },
  { isic: '1075', title: { ar: 'صناعة الأغذية', en: 'Manufacture of food' }, short: { ar: 'للأغذية', en: 'Foods' } },
]

const FORMS: readonly Text[] = [
  { ar: 'شركة ذات مسؤولية محدودة', en: 'Limited liability company' },
  { ar: 'شركة مساهمة مقفلة', en: 'Closed joint stock company' },
  { ar: 'مؤسسة فردية', en: 'Sole establishment' },
]

const COUNT = 300

function makeCompanies(state: StateCode): readonly Company[] {
  const draw = seeded(state, 'companies')
  return Array.from({ length: COUNT }, (_, index) => {
    const word = draw.pick(WORDS)
    const activity = draw.pick(ACTIVITIES)
    const year = draw.whole(1995, 2025)
    const chance = draw.whole(1, 20)
    return {
      cr: String(100_001 + index * 7),
      name: {
        ar: `شركة ${word.ar} ${activity.short.ar} ${index + 1}`,
        en: `${word.en} ${activity.short.en} Company ${index + 1}`,
      },
      form: draw.pick(FORMS),
      status: chance === 1 ? 'struck-off' : chance === 2 ? 'suspended' : 'active',
      city: draw.pick(localOf(state).cities),
      capital: money(state, draw.whole(1, 50) * 100_000),
      established: `${year}-${String(draw.whole(1, 12)).padStart(2, '0')}-${String(draw.whole(1, 28)).padStart(2, '0')}`,
      activity: { isic: activity.isic, title: activity.title },
    } as const
  })
}

/** Folds what writers of Arabic vary: hamza on alef, final ya and ta marbuta, vowel signs; and Latin case. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u064B-\u0652\u0640]/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replaceAll('ى', 'ي')
    .replaceAll('ة', 'ه')
    .toLowerCase()
}

/** The commercial registry of one state: search by name in either language, look-up by number. */
export function companiesSystem(state: StateCode): AgencySystem {
  const companies = makeCompanies(state)
  const byNumber = new Map(companies.map((company) => [company.cr, company]))
  const folded = companies.map((company) => ({ company, text: `${fold(company.name.ar)}\n${fold(company.name.en)}` }))

  const search = ({ query }: AgencyRequest) => {
    const name = required(query, 'name', /^[^\n]{2,100}$/u, {
      ar: 'نص من 2 إلى 100 حرف',
      en: 'a text of 2 to 100 characters',
    })
    const limit = bounded(query, 'limit', 1, 50, 20)
    const offset = bounded(query, 'offset', 0, 100_000, 0)
    const wanted = fold(name)
    const found = folded.filter(({ text }) => text.includes(wanted)).map(({ company }) => company)
    return sample({ state, count: found.length, offset, companies: found.slice(offset, offset + limit) })
  }

  return {
    handle: (request) => {
      if (request.method !== 'GET') throw methodNotAllowed(['GET'])
      const [cr, ...rest] = request.path
      if (cr === undefined) return search(request)
      const company = rest.length === 0 ? byNumber.get(cr) : undefined
      if (company === undefined) throw notFound({ ar: 'السجل التجاري', en: 'registration' })
      return sample({ state, company })
    },
    describe: (server) => {
      const company = {
        type: 'object',
        required: ['cr', 'name', 'form', 'status', 'city', 'capital', 'established', 'activity'],
        properties: {
          cr: { type: 'string' },
          name: TEXT_SCHEMA,
          form: TEXT_SCHEMA,
          status: { enum: ['active', 'suspended', 'struck-off'] },
          city: TEXT_SCHEMA,
          capital: MONEY_SCHEMA,
          established: { type: 'string', format: 'date' },
          activity: { type: 'object', properties: { isic: { type: 'string' }, title: TEXT_SCHEMA } },
        },
      }
      return openApi({ ar: 'السجل التجاري', en: 'Commercial registry' }, server, {
        '/': {
          get: {
            summary: { ar: 'بحث بالاسم', en: 'Search by name' },
            query: [
              {
                name: 'name',
                required: true,
                schema: { type: 'string', minLength: 2, maxLength: 100 },
                example: 'اللؤلؤة',
              },
              { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 50 } },
              { name: 'offset', schema: { type: 'integer', minimum: 0 } },
            ],
            answers: answerSchema({
              state: { type: 'string' },
              count: { type: 'integer' },
              offset: { type: 'integer' },
              companies: { type: 'array', items: company },
            }),
          },
        },
        '/{cr}': {
          get: {
            summary: { ar: 'سجل برقمه', en: 'One registration' },
            path: [{ name: 'cr', schema: { type: 'string' }, example: '100001' }],
            answers: answerSchema({ state: { type: 'string' }, company }),
          },
        },
      })
    },
  }
}
