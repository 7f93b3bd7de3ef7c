import type { Text } from './text.ts'

export type StateCode = 'KW' | 'SA' | 'QA' | 'AE' | 'BH' | 'OM'

/** Codes of the sample agencies; the same in every state, each with the name that it bears there. */
export type AgencyCode = 'MOI' | 'MOCI' | 'CUSTOMS' | 'PENSION' | 'AIRPORT'

export interface StateDescription {
  readonly code: StateCode
  readonly name: Text
  /** The three pilot states exchange from the first start; the others are ready to join. */
  readonly stage: 'live' | 'candidate'
  /** Added to the base port; the node's ports follow from it (ports.ts). */
  readonly portOffset: number
  /** The state's e-government authority: owner of its gateway, code `EGOV`. */
  readonly authority: Text
  readonly agencies: Readonly<Record<AgencyCode, Text>>
}

const PENSIONS_AR = 'المؤسسة العامة للتأمينات الاجتماعية'
const AVIATION: Text = { ar: 'الهيئة العامة للطيران المدني', en: 'General Authority of Civil Aviation' }

/** The six states, in the order of their ports. Names of bodies are the official ones; all their data here are samples. */
export const STATES: readonly StateDescription[] = [
  {
    code: 'KW',
    name: { ar: 'دولة الكويت', en: 'State of Kuwait' },
    stage: 'live',
    portOffset: 100,
    authority: { ar: 'الجهاز المركزي لتكنولوجيا المعلومات', en: 'Central Agency for Information Technology' },
    agencies: {
      MOI: { ar: 'وزارة الداخلية', en: 'Ministry of Interior' },
      MOCI: { ar: 'وزارة التجارة والصناعة', en: 'Ministry of Commerce and Industry' },
      CUSTOMS: { ar: 'الإدارة العامة للجمارك', en: 'General Administration of Customs' },
      PENSION: { ar: PENSIONS_AR, en: 'Public Institution for Social Security' },
      AIRPORT: { ar: 'الإدارة العامة للطيران المدني', en: 'Directorate General of Civil Aviation' },
    },
  },
  {
    code: 'SA',
    name: { ar: 'المملكة العربية السعودية', en: 'Kingdom of Saudi Arabia' },
    stage: 'live',
    portOffset: 200,
    authority: { ar: 'هيئة الحكومة الرقمية', en: 'Digital Government Authority' },
    agencies: {
      MOI: { ar: 'وزارة الداخلية', en: 'Ministry of Interior' },
      MOCI: { ar: 'وزارة التجارة', en: 'Ministry of Commerce' },
      CUSTOMS: { ar: 'هيئة الزكاة والضريبة والجمارك', en: 'Zakat, Tax and Customs Authority' },
      PENSION: { ar: PENSIONS_AR, en: 'General Organization for Social Insurance' },
      AIRPORT: AVIATION,
    },
  },
  {
    code: 'QA',
    name: { ar: 'دولة قطر', en: 'State of Qatar' },
    stage: 'live',
    portOffset: 300,
    authority: {
      ar: 'وزارة الاتصالات وتكنولوجيا المعلومات',
      en: 'Ministry of Communications and Information Technology',
    },
    agencies: {
      MOI: { ar: 'وزارة الداخلية', en: 'Ministry of Interior' },
      MOCI: { ar: 'وزارة التجارة والصناعة', en: 'Ministry of Commerce and Industry' },
      CUSTOMS: { ar: 'الهيئة العامة للجمارك', en: 'General Authority of Customs' },
      PENSION: {
        ar: 'الهيئة العامة للتقاعد والتأمينات الاجتماعية',
        en: 'General Retirement and Social Insurance Authority',
      },
      AIRPORT: { ar: 'الهيئة العامة للطيران المدني', en: 'Civil Aviation Authority' },
    },
  },
  {
    code: 'AE',
    name: { ar: 'دولة الإمارات العربية المتحدة', en: 'United Arab Emirates' },
    stage: 'candidate',
    portOffset: 400,
    authority: {
      ar: 'هيئة تنظيم الاتصالات والحكومة الرقمية',
      en: 'Telecommunications and Digital Government Regulatory Authority',
    },
    agencies: {
      MOI: { ar: 'وزارة الداخلية', en: 'Ministry of Interior' },
      MOCI: { ar: 'وزارة الاقتصاد', en: 'Ministry of Economy' },
      CUSTOMS: {
        ar: 'الهيئة الاتحادية للهوية والجنسية والجمارك وأمن المنافذ',
        en: 'Federal Authority for Identity, Citizenship, Customs and Port Security',
      },
      PENSION: {
        ar: 'الهيئة العامة للمعاشات والتأمينات الاجتماعية',
        en: 'General Pension and Social Security Authority',
      },
      AIRPORT: { ar: 'الهيئة العامة للطيران المدني', en: 'General Civil Aviation Authority' },
    },
  },
  {
    code: 'BH',
    name: { ar: 'مملكة البحرين', en: 'Kingdom of Bahrain' },
    stage: 'candidate',
    portOffset: 500,
    authority: { ar: 'هيئة المعلومات والحكومة الإلكترونية', en: 'Information and eGovernment Authority' },
    agencies: {
      MOI: { ar: 'وزارة الداخلية', en: 'Ministry of Interior' },
      MOCI: { ar: 'وزارة الصناعة والتجارة', en: 'Ministry of Industry and Commerce' },
      CUSTOMS: { ar: 'شؤون الجمارك', en: 'Customs Affairs' },
      PENSION: { ar: 'الهيئة العامة للتأمين الاجتماعي', en: 'Social Insurance Organization' },
      AIRPORT: { ar: 'شؤون الطيران المدني', en: 'Civil Aviation Affairs' },
    },
  },
  {
    code: 'OM',
    name: { ar: 'سلطنة عُمان', en: 'Sultanate of Oman' },
    stage: 'candidate',
    portOffset: 600,
    authority: {
      ar: 'وزارة النقل والاتصالات وتقنية المعلومات',
      en: 'Ministry of Transport, Communications and Information Technology',
    },
    agencies: {
      MOI: { ar: 'شرطة عُمان السلطانية', en: 'Royal Oman Police' },
      MOCI: {
        ar: 'وزارة التجارة والصناعة وترويج الاستثمار',
        en: 'Ministry of Commerce, Industry and Investment Promotion',
      },
      CUSTOMS: { ar: 'الإدارة العامة للجمارك', en: 'Directorate General of Customs' },
      PENSION: { ar: 'صندوق الحماية الاجتماعية', en: 'Social Protection Fund' },
      AIRPORT: { ar: 'هيئة الطيران المدني', en: 'Civil Aviation Authority' },
    },
  },
]

/** The General Secretariat's organisation in the directory: publishes under `GCC/` only, has no vote in the root. */
export const SECRETARIAT = {
  code: 'GCC',
  portOffset: 700,
  name: { ar: 'مجلس التعاون لدول الخليج العربية', en: 'Cooperation Council for the Arab States of the Gulf' },
  member: { ar: 'الأمانة العامة', en: 'General Secretariat' },
} as const

export const PILOT: readonly StateCode[] = ['KW', 'SA', 'QA']

/** Throws on an unknown code. */
export function stateOf(code: string): StateDescription {
  const state = STATES.find((candidate) => candidate.code === code)
  if (state === undefined) throw new RangeError(`no such state: ${code}`)
  return state
}
