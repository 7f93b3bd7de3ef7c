import { STATES, type StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'
import { type AgencySystem, invalid, methodNotAllowed, notFound, sample } from './answer.ts'
import { localOf } from './local.ts'
import { answerSchema, openApi, TEXT_SCHEMA } from './openapi.ts'
import { seeded } from './seeded.ts'

type Reason = 'enrolled' | 'not-enrolled' | 'document-expired' | 'birth-date-differs' | 'under-age'

const REASONS: Readonly<Record<Reason, Text>> = {
  enrolled: { ar: 'مسجّل في البوابات الإلكترونية', en: 'Enrolled for electronic gates' },
  'not-enrolled': { ar: 'غير مسجّل في البوابات الإلكترونية', en: 'Not enrolled for electronic gates' },
  'document-expired': { ar: 'انتهت صلاحية الوثيقة', en: 'The document has expired' },
  'birth-date-differs': { ar: 'تاريخ الميلاد غير مطابق', en: 'The birth date differs' },
  'under-age': { ar: 'دون السن المسموح بها', en: 'Under the allowed age' },
}

interface Traveller {
  readonly document: string
  readonly birthDate: string
  readonly expires: string
}

const COUNT = 300
const LOWEST_AGE = 12
const DOCUMENT = /^[A-Z0-9]{6,12}$/
const DATE = /^\d{4}-\d{2}-\d{2}$/

function makeTravellers(state: StateCode): ReadonlyMap<string, Traveller> {
  const draw = seeded(state, 'mobility')
  const all = Array.from({ length: COUNT }, (_, index): Traveller => {
    const day = `${String(draw.whole(1, 12)).padStart(2, '0')}-${String(draw.whole(1, 28)).padStart(2, '0')}`
    return {
      document: `${state}0000${String(index + 1).padStart(4, '0')}`,
      birthDate: index === 0 ? '1990-01-01' : `${draw.whole(1950, 2018)}-${day}`,
      expires: index === 0 ? '2035-01-01' : `${draw.whole(2024, 2034)}-${day}`,
    }
  })
  return new Map(all.map((traveller) => [traveller.document, traveller]))
}

/** Asks one state whether its citizen may use the other's electronic gates. */
export function mobilitySystem(state: StateCode): AgencySystem {
  const travellers = makeTravellers(state)
  const judge = (document: string, birthDate: string, now: number): Reason => {
    const today = new Date(now).toISOString().slice(0, 10)
    const traveller = travellers.get(document)
    if (traveller === undefined) return 'not-enrolled'
    if (traveller.birthDate !== birthDate) return 'birth-date-differs'
    if (traveller.expires < today) return 'document-expired'
    const years =
      Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (today.slice(5) < birthDate.slice(5) ? 1 : 0)
    return years < LOWEST_AGE ? 'under-age' : 'enrolled'
  }
  return {
    handle: ({ method, path, body, now }) => {
      if (path.length !== 1 || path[0] !== 'eligibility') throw notFound({ ar: 'العنوان', en: 'address' })
      if (method !== 'POST') throw methodNotAllowed(['POST'])
      const { documentNumber, birthDate } = (body ?? {}) as Readonly<Record<string, unknown>>
      if (typeof documentNumber !== 'string' || !DOCUMENT.test(documentNumber)) {
        throw invalid('documentNumber', {
          ar: 'من 6 إلى 12 رقمًا أو حرفًا لاتينيًا كبيرًا',
          en: '6 to 12 digits or Latin capitals',
        })
      }
      if (typeof birthDate !== 'string' || !DATE.test(birthDate) || Number.isNaN(Date.parse(birthDate))) {
        throw invalid('birthDate', { ar: 'تاريخ بصيغة YYYY-MM-DD', en: 'a date as YYYY-MM-DD' })
      }
      const reason = judge(documentNumber, birthDate, now)
      return sample({
        state,
        eligible: reason === 'enrolled',
        reason: { code: reason, text: REASONS[reason] },
        airports: reason === 'enrolled' ? localOf(state).cities.slice(0, 2) : [],
      })
    },
    describe: (server) =>
      openApi({ ar: 'أهلية استخدام البوابة الإلكترونية', en: 'Electronic gate eligibility' }, server, {
        '/eligibility': {
          post: {
            summary: { ar: 'هل يحق للمسافر استخدام البوابة؟', en: 'May this traveller use the gate?' },
            body: {
              type: 'object',
              required: ['documentNumber', 'birthDate'],
              properties: {
                documentNumber: { type: 'string', pattern: DOCUMENT.source, examples: [`${state}00000001`] },
                birthDate: { type: 'string', format: 'date', examples: ['1990-01-01'] },
              },
            },
            answers: answerSchema({
              state: { enum: STATES.map(({ code }) => code) },
              eligible: { type: 'boolean' },
              reason: { type: 'object', properties: { code: { enum: Object.keys(REASONS) }, text: TEXT_SCHEMA } },
              airports: { type: 'array', items: TEXT_SCHEMA },
            }),
          },
        },
      }),
  }
}
