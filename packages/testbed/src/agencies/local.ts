import type { StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'

export interface Money {
  /** Decimal string with the currency's own number of decimals. */
  readonly amount: string
  readonly currency: string
}

interface Local {
  readonly currency: string
  /** KWD, BHD and OMR have three (ISO 4217). */
  readonly decimals: 2 | 3
  /** Rough worth of one unit in Saudi riyals: keeps sample fines and wages plausible. */
  readonly worth: number
  /** Digits of a personal number. */
  readonly personalDigits: number
  readonly personalStart: string
  readonly cities: readonly Text[]
}

const LOCAL: Readonly<Record<StateCode, Local>> = {
  KW: {
    currency: 'KWD',
    decimals: 3,
    worth: 12,
    personalDigits: 12,
    personalStart: '2',
    cities: [
      { ar: 'مدينة الكويت', en: 'Kuwait City' },
      { ar: 'حولي', en: 'Hawalli' },
      { ar: 'الأحمدي', en: 'Ahmadi' },
      { ar: 'الجهراء', en: 'Jahra' },
    ],
  },
  SA: {
    currency: 'SAR',
    decimals: 2,
    worth: 1,
    personalDigits: 10,
    personalStart: '1',
    cities: [
      { ar: 'الرياض', en: 'Riyadh' },
      { ar: 'جدة', en: 'Jeddah' },
      { ar: 'الدمام', en: 'Dammam' },
      { ar: 'المدينة المنورة', en: 'Madinah' },
    ],
  },
  QA: {
    currency: 'QAR',
    decimals: 2,
    worth: 1,
    personalDigits: 11,
    personalStart: '2',
    cities: [
      { ar: 'الدوحة', en: 'Doha' },
      { ar: 'الريان', en: 'Al Rayyan' },
      { ar: 'الوكرة', en: 'Al Wakrah' },
      { ar: 'الخور', en: 'Al Khor' },
    ],
  },
  AE: {
    currency: 'AED',
    decimals: 2,
    worth: 1,
    personalDigits: 15,
    personalStart: '784',
    cities: [
      { ar: 'أبوظبي', en: 'Abu Dhabi' },
      { ar: 'دبي', en: 'Dubai' },
      { ar: 'الشارقة', en: 'Sharjah' },
      { ar: 'العين', en: 'Al Ain' },
    ],
  },
  BH: {
    currency: 'BHD',
    decimals: 3,
    worth: 10,
    personalDigits: 9,
    personalStart: '',
    cities: [
      { ar: 'المنامة', en: 'Manama' },
      { ar: 'المحرق', en: 'Muharraq' },
      { ar: 'الرفاع', en: 'Riffa' },
      { ar: 'مدينة عيسى', en: 'Isa Town' },
    ],
  },
  OM: {
    currency: 'OMR',
    decimals: 3,
    worth: 10,
    personalDigits: 8,
    personalStart: '',
    cities: [
      { ar: 'مسقط', en: 'Muscat' },
      { ar: 'صلالة', en: 'Salalah' },
      { ar: 'صحار', en: 'Sohar' },
      { ar: 'نزوى', en: 'Nizwa' },
    ],
  },
}

export function localOf(state: StateCode): Local {
  return LOCAL[state]
}

/** Turns an amount thought of in riyals into the state's money. */
export function money(state: StateCode, riyals: number): Money {
  const { currency, decimals, worth } = LOCAL[state]
  return { amount: (Math.round((riyals / worth) * 20) / 20).toFixed(decimals), currency }
}

/** Sums decimal strings exactly, in the smallest unit. */
export function total(state: StateCode, amounts: readonly Money[]): Money {
  const { currency, decimals } = LOCAL[state]
  const scale = 10 ** decimals
  const sum = amounts.reduce((so, { amount }) => so + Math.round(Number(amount) * scale), 0)
  return { amount: (sum / scale).toFixed(decimals), currency }
}
