import type { Text } from './text.ts'

export type StateCode = 'KW' | 'SA' | 'QA' | 'AE' | 'BH' | 'OM'

/** Codes of the sample agencies; the same in every state, each with the name that it bears there. */
export type AgencyCode = 'MOI' | 'MOCI' | 'CUSTOMS' | 'PENSION' | 'AIRPORT'

/** Whoever has a node, an authority and a voice in the directory: the six states and the General Secretariat. */
export type PartyCode = StateCode | 'GCC'

export interface Party {
  readonly code: PartyCode
  readonly name: Text
  /** Added to the base port; the node's ports follow from it (ports.ts). */
  readonly portOffset: number
  /** Code of the member that owns the gateway. */
  readonly owner: 'EGOV' | 'SG'
  /** Name of that member: a state's e-government authority. */
  readonly authority: Text
  readonly agencies: Readonly<Partial<Record<AgencyCode, Text>>>
}

export interface StateDescription extends Party {
  readonly code: StateCode
  readonly owner: 'EGOV'
  readonly agencies: Readonly<Record<AgencyCode, Text>>
}

const PENSIONS_AR = 'المؤسسة العامة للتأمينات الاجتماعية'
const AVIATION: Text = { ar: 'الهيئة العامة للطيران المدني', en: 'General Authority of Civil Aviation' }

/** The six states, in the order of their ports. Names of bodies are the official ones; all their data here are samples. */
export const STATES: readonly StateDescription[] = [
  {
    code: 'KW',
    name: { ar: 'دولة الكويت', en: 'State of Kuwait' },
    portOffset: 100,
    owner: 'EGOV',
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
    portOffset: 200,
    owner: 'EGOV',
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
    portOffset: 300,
    owner: 'EGOV',
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
    portOffset: 400,
    owner: 'EGOV',
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
    portOffset: 500,
    owner: 'EGOV',
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
    portOffset: 600,
    owner: 'EGOV',
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

/** The General Secretariat: publishes under `GCC/` only, has no vote in the root. */
export const SECRETARIAT: Party = {
  code: 'GCC',
  name: { ar: 'مجلس التعاون لدول الخليج العربية', en: 'Cooperation Council for the Arab States of the Gulf' },
  portOffset: 700,
  owner: 'SG',
  authority: { ar: 'الأمانة العامة', en: 'General Secretariat' },
  agencies: {},
}

/** In the order of their ports. */
export const PARTIES: readonly Party[] = [...STATES, SECRETARIAT]

/** The three that exchange from the founding on; the others join by decision. Who is at which stage today, the directory says. */
export const PILOT: readonly StateCode[] = ['KW', 'SA', 'QA']

/** Throws on an unknown code. */
export function stateOf(code: string): StateDescription {
  return find(STATES, code)
}

/** Throws on an unknown code. */
export function partyOf(code: string): Party {
  return find(PARTIES, code)
}

function find<P extends Party>(parties: readonly P[], code: string): P {
  const party = parties.find((candidate) => candidate.code === code)
  if (party === undefined) throw new RangeError(`no such state: ${code}`)
  return party
}
