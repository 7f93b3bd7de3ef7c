import { STATES, type StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'
import { type AgencySystem, invalid, methodNotAllowed, notFound, sample } from './answer.ts'
import { type Money, money } from './local.ts'
import { answerSchema, MONEY_SCHEMA, openApi, TEXT_SCHEMA } from './openapi.ts'
import { seeded } from './seeded.ts'

interface Step {
  readonly code: string
  readonly title: Text
}

const STEPS: readonly Step[] = [
  { code: 'lodged', title: { ar: 'قُدّم البيان', en: 'Lodged' } },
  { code: 'documents', title: { ar: 'تدقيق المستندات', en: 'Documents checked' } },
  { code: 'inspection', title: { ar: 'المعاينة', en: 'Inspected' } },
  { code: 'duties', title: { ar: 'سداد الرسوم', en: 'Duties paid' } },
  { code: 'released', title: { ar: 'الفسح', en: 'Released' } },
]

/** Harmonised System headings. */
const GOODS: readonly { readonly hs: string; readonly title: Text }[] = [
  { hs: '0804', title: { ar: 'تمور', en: 'Dates' } },
  { hs: '7604', title: { ar: 'قضبان من ألمنيوم', en: 'Aluminium bars' } },
  { hs: '3901', title: { ar: 'بولي إيثيلين', en: 'Polyethylene' } },
  { hs: '8415', title: { ar: 'أجهزة تكييف', en: 'Air conditioners' } },
  { hs: '0402', title: { ar: 'حليب مجفف', en: 'Milk powder' } },
]

interface Declaration {
  readonly number: string
  readonly goods: { readonly hs: string; readonly title: Text }
  readonly origin: string
  readonly destination: string
  readonly value: Money
  readonly status: Step
  readonly steps: readonly (Step & { readonly at: string })[]
}

const COUNT = 300
const NUMBER = /^[A-Z]{2}-D\d{7}$/

function makeDeclarations(state: StateCode): ReadonlyMap<string, Declaration> {
  const draw = seeded(state, 'declarations')
  const others = STATES.map(({ code }) => code).filter((code) => code !== state)
  const all = Array.from({ length: COUNT }, (_, index): Declaration => {
    const lodged = Date.UTC(2026, 0, 4) + draw.whole(0, 300 * 24) * 3_600_000
    let at = lodged
    const steps = STEPS.slice(0, draw.whole(1, STEPS.length)).map((step) => {
      const dated = { ...step, at: new Date(at).toISOString() }
      at += draw.whole(1, 36) * 1_800_000
      return dated
    })
    const last = steps.at(-1)
    if (last === undefined) throw new RangeError('a declaration has a first step')
    return {
      number: `${state}-D${String(2_600_001 + index)}`,
      goods: draw.pick(GOODS),
      origin: draw.pick(others),
      destination: state,
      value: money(state, draw.whole(20, 4_000) * 100),
      status: { code: last.code, title: last.title },
      steps,
    }
  })
  return new Map(all.map((declaration) => [declaration.number, declaration]))
}

/** Customs declarations of one state: where does this consignment stand? */
export function declarationsSystem(state: StateCode): AgencySystem {
  const declarations = makeDeclarations(state)
  return {
    handle: ({ method, path }) => {
      if (method !== 'GET') throw methodNotAllowed(['GET'])
      const [number, ...rest] = path
      if (number === undefined || rest.length > 0 || !NUMBER.test(number)) {
        throw invalid('number', { ar: `مثل ${state}-D2600001`, en: `like ${state}-D2600001` })
      }
      const declaration = declarations.get(number)
      if (declaration === undefined) throw notFound({ ar: 'البيان الجمركي', en: 'declaration' })
      return sample({ state, declaration })
    },
    describe: (server) => {
      const step = {
        type: 'object',
        required: ['code', 'title'],
        properties: {
          code: { enum: STEPS.map(({ code }) => code) },
          title: TEXT_SCHEMA,
          at: { type: 'string', format: 'date-time' },
        },
      }
      const declaration = {
        type: 'object',
        required: ['number', 'goods', 'origin', 'destination', 'value', 'status', 'steps'],
        properties: {
          number: { type: 'string', pattern: NUMBER.source },
          goods: { type: 'object', properties: { hs: { type: 'string' }, title: TEXT_SCHEMA } },
          origin: { type: 'string' },
          destination: { type: 'string' },
          value: MONEY_SCHEMA,
          status: step,
          steps: { type: 'array', items: step },
        },
      }
      return openApi({ ar: 'حالة البيان الجمركي', en: 'Customs declaration status' }, server, {
        '/{number}': {
          get: {
            summary: { ar: 'حالة بيان برقمه', en: 'Status of one declaration' },
            path: [
              { name: 'number', schema: { type: 'string', pattern: NUMBER.source }, example: `${state}-D2600001` },
            ],
            answers: answerSchema({ state: { type: 'string' }, declaration }),
          },
        },
      })
    },
  }
}
