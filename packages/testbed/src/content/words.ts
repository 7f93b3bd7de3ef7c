import type { StateCode } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'

/** What is called otherwise in each state, and stands in the texts as `{id}`, `{residence}`, `{login}`. */
interface Words {
  readonly id: Text
  readonly residence: Text
  readonly login: Text
  readonly hours: Text
  readonly currency: 'KWD' | 'SAR' | 'QAR' | 'AED' | 'BHD' | 'OMR'
}

const RESIDENCE: Text = { ar: 'رخصة الإقامة', en: 'residence permit' }
const HOURS: Text = { ar: 'من الأحد إلى الخميس، 7:30 إلى 14:30', en: 'Sunday to Thursday, 7:30 to 14:30' }

export const WORDS: Readonly<Record<StateCode, Words>> = {
  KW: {
    id: { ar: 'البطاقة المدنية', en: 'civil ID card' },
    residence: { ar: 'إذن الإقامة', en: 'residence permit' },
    login: { ar: 'تطبيق «هويتي»', en: 'the Kuwait Mobile ID app' },
    hours: HOURS,
    currency: 'KWD',
  },
  SA: {
    id: { ar: 'بطاقة الهوية الوطنية', en: 'national ID card' },
    residence: { ar: 'هوية مقيم', en: 'resident identity (iqama)' },
    login: { ar: 'النفاذ الوطني الموحّد', en: 'National Single Sign-On' },
    hours: HOURS,
    currency: 'SAR',
  },
  QA: {
    id: { ar: 'البطاقة الشخصية', en: 'Qatar ID card' },
    residence: RESIDENCE,
    login: { ar: 'نظام التوثيق الوطني «توثيق»', en: 'the national authentication system Tawtheeq' },
    hours: HOURS,
    currency: 'QAR',
  },
  AE: {
    id: { ar: 'بطاقة الهوية', en: 'Emirates ID card' },
    residence: { ar: 'تصريح الإقامة', en: 'residence permit' },
    login: { ar: 'الهوية الرقمية', en: 'the digital identity' },
    hours: {
      ar: 'من الاثنين إلى الخميس، 7:30 إلى 15:30، والجمعة إلى 12:00',
      en: 'Monday to Thursday, 7:30 to 15:30, Friday to 12:00',
    },
    currency: 'AED',
  },
  BH: {
    id: { ar: 'بطاقة الهوية', en: 'identity card' },
    residence: RESIDENCE,
    login: { ar: 'المفتاح الإلكتروني', en: 'the eKey' },
    hours: HOURS,
    currency: 'BHD',
  },
  OM: {
    id: { ar: 'البطاقة الشخصية', en: 'identity card' },
    residence: { ar: 'بطاقة مقيم', en: 'resident card' },
    login: { ar: 'التصديق الإلكتروني', en: 'the national PKI' },
    hours: HOURS,
    currency: 'OMR',
  },
}

/** Puts a state's own words into a text. */
export function inWordsOf(state: StateCode, { ar, en }: Text): Text {
  const words = WORDS[state]
  const fill = (text: string, language: 'ar' | 'en'): string =>
    text.replace(/\{(id|residence|login)\}/g, (_, key: 'id' | 'residence' | 'login') => words[key][language])
  return { ar: fill(ar, 'ar'), en: capital(fill(en, 'en')) }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
