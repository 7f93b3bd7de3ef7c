import type { StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'
import { type AgencySystem, methodNotAllowed, notFound, required, sample } from './answer.ts'
import { localOf, type Money, money } from './local.ts'
import { answerSchema, MONEY_SCHEMA, openApi, TEXT_SCHEMA } from './openapi.ts'
import { inventName } from './people.ts'
import { type Draw, seeded } from './seeded.ts'

interface Period {
  readonly employer: Text
  /** Year and month, both ends included; `to` is null while it goes on. */
  readonly from: string
  readonly to: string | null
  readonly months: number
  readonly wage: Money
}

interface Insured {
  readonly civilId: string
  readonly name: Text
  readonly periods: readonly Period[]
  readonly months: number
}

const EMPLOYERS: readonly Text[] = [
  { ar: 'جهة حكومية', en: 'Government body' },
  { ar: 'قطاع خاص', en: 'Private sector' },
  { ar: 'قطاع نفطي', en: 'Oil sector' },
]

const COUNT = 300
/** The last month that sample periods can reach, counted from year 0. */
const LAST_MONTH = 2026 * 12 + 9

function makeInsured(state: StateCode): ReadonlyMap<string, Insured> {
  const draw = seeded(state, 'insurance')
  const people = Array.from({ length: COUNT }, (_, index): Insured => {
    const periods = makePeriods(state, draw)
    return {
      civilId: sampleCivilId(state, index + 1),
      name: inventName(draw),
      periods,
      months: periods.reduce((sum, { months }) => sum + months, 0),
    }
  })
  return new Map(people.map((person) => [person.civilId, person]))
}

/** Personal numbers of samples have the state's length and a run of zeros that no real one has. */
export function sampleCivilId(state: StateCode, serial: number): string {
  const { personalDigits, personalStart } = localOf(state)
  return personalStart + String(serial).padStart(personalDigits - personalStart.length, '0')
}

function makePeriods(state: StateCode, draw: Draw): readonly Period[] {
  const periods: Period[] = []
  let month = LAST_MONTH - draw.whole(24, 300)
  for (let left = draw.whole(1, 3); left > 0 && month < LAST_MONTH; left--) {
    const months = Math.min(draw.whole(12, 120), LAST_MONTH - month)
    const end = month + months - 1
    periods.push({
      employer: draw.pick(EMPLOYERS),
      from: monthName(month),
      to: end >= LAST_MONTH - 1 ? null : monthName(end),
      months,
      wage: money(state, draw.whole(40, 300) * 100),
    })
    month = end + draw.whole(2, 8)
  }
  return periods
}

function monthName(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
}

/** Contributions of one state's insured: what another state's fund asks for when it extends protection to its citizen. */
export function insuranceSystem(state: StateCode): AgencySystem {
  const insured = makeInsured(state)
  const { personalDigits } = localOf(state)
  const pattern = new RegExp(`^\\d{${personalDigits}}$`)
  return {
    handle: ({ method, path, query }) => {
      if (path.length > 0) throw notFound({ ar: 'العنوان', en: 'address' })
      if (method !== 'GET') throw methodNotAllowed(['GET'])
      const civilId = required(query, 'civilId', pattern, {
        ar: `${personalDigits} رقمًا`,
        en: `${personalDigits} digits`,
      })
      const person = insured.get(civilId)
      if (person === undefined) throw notFound({ ar: 'المؤمّن عليه', en: 'insured person' })
      return sample({ state, insured: person })
    },
    describe: (server) => {
      const period = {
        type: 'object',
        required: ['employer', 'from', 'to', 'months', 'wage'],
        properties: {
          employer: TEXT_SCHEMA,
          from: { type: 'string' },
          to: { type: ['string', 'null'] },
          months: { type: 'integer' },
          wage: MONEY_SCHEMA,
        },
      }
      const person = {
        type: 'object',
        required: ['civilId', 'name', 'periods', 'months'],
        properties: {
          civilId: { type: 'string', pattern: pattern.source },
          name: TEXT_SCHEMA,
          periods: { type: 'array', items: period },
          months: { type: 'integer' },
        },
      }
      return openApi({ ar: 'اشتراكات التأمينات الاجتماعية', en: 'Social insurance contributions' }, server, {
        '/': {
          get: {
            summary: { ar: 'اشتراكات مؤمّن عليه', en: 'Contributions of an insured person' },
            query: [
              {
                name: 'civilId',
                required: true,
                schema: { type: 'string', pattern: pattern.source },
                example: sampleCivilId(state, 1),
              },
            ],
            answers: answerSchema({ state: { type: 'string' }, insured: person }),
          },
        },
      })
    },
  }
}
