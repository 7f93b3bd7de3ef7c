import { TRIAL } from '../../launch/trial.ts'
import type { Text } from '../../record/text.ts'
import { FORMATS, FREQUENCIES, THEMES } from '../../taxonomy/library.ts'
import { CURRENCIES, type Currency } from '../../taxonomy/services.ts'
import { type Node, node } from '../rdf/node.ts'

/** Authority tables of the Publications Office of the European Union (reuse: CC BY 4.0); of each, the values that the portal uses. */
const AUTHORITY = 'http://publications.europa.eu/resource/authority'
const table = (name: string, code: string): string => `${AUTHORITY}/${name}/${code}`
const scheme = (name: string): string => `${AUTHORITY}/${name}`

const SCHEMES: Readonly<Record<string, Text>> = {
  'data-theme': { ar: 'موضوعات البيانات', en: 'Data themes' },
}

export function dataTheme(code: keyof typeof THEMES): Node {
  return node(table('data-theme', code), ['skos:Concept'], { prefLabel: THEMES[code], inScheme: scheme('data-theme') })
}

export function dataThemeScheme(): Node {
  return node(scheme('data-theme'), ['skos:ConceptScheme'], { title: SCHEMES['data-theme'] })
}

export function frequency(code: keyof typeof FREQUENCIES): Node {
  return node(table('frequency', code), ['dct:Frequency', 'skos:Concept'], {
    prefLabel: FREQUENCIES[code],
    inScheme: scheme('frequency'),
  })
}

export function fileType(code: keyof typeof FORMATS): Node {
  const { ar, en } = FORMATS[code]
  return node(table('file-type', code), ['dct:MediaTypeOrExtent', 'skos:Concept'], {
    prefLabel: { ar, en },
    inScheme: scheme('file-type'),
  })
}

/** ADMS status vocabulary 1.0. */
export const ADMS_UNDER_DEVELOPMENT = 'http://purl.org/adms/status/UnderDevelopment'

/** Of the table of distribution statuses, as DCAT-AP 3.0.1 asks for it. */
export function distributionInTrial(): Node {
  return node(table('distribution-status', 'DEVELOP'), ['skos:Concept'], {
    prefLabel: TRIAL,
    inScheme: scheme('distribution-status'),
  })
}

/** IANA media type, as DCAT-AP names it. */
export function mediaType(code: keyof typeof FORMATS): Node {
  return node(`https://www.iana.org/assignments/media-types/${FORMATS[code].mediaType}`, ['dct:MediaType'])
}

const LANGUAGE = {
  ar: ['ARA', { ar: 'العربية', en: 'Arabic' }],
  en: ['ENG', { ar: 'الإنجليزية', en: 'English' }],
} as const

export function linguisticSystem(language: 'ar' | 'en'): Node {
  const [code, prefLabel] = LANGUAGE[language]
  return node(table('language', code), ['dct:LinguisticSystem', 'skos:Concept'], {
    prefLabel,
    inScheme: scheme('language'),
  })
}

const COUNTRY = {
  KW: ['KWT', { ar: 'دولة الكويت', en: 'State of Kuwait' }],
  SA: ['SAU', { ar: 'المملكة العربية السعودية', en: 'Kingdom of Saudi Arabia' }],
  QA: ['QAT', { ar: 'دولة قطر', en: 'State of Qatar' }],
  AE: ['ARE', { ar: 'دولة الإمارات العربية المتحدة', en: 'United Arab Emirates' }],
  BH: ['BHR', { ar: 'مملكة البحرين', en: 'Kingdom of Bahrain' }],
  OM: ['OMN', { ar: 'سلطنة عُمان', en: 'Sultanate of Oman' }],
} as const

/** The land of a tenant; the Secretariat's is all six. */
export function lands(tenant: string): readonly Node[] {
  return Object.entries(COUNTRY)
    .filter(([state]) => tenant === 'GCC' || tenant === state)
    .map(([, [code, prefLabel]]) =>
      node(table('country', code), ['dct:Location', 'skos:Concept'], { prefLabel, inScheme: scheme('country') }),
    )
}

export function currencyOf(code: Currency): Node {
  const { ar, en } = CURRENCIES[code]
  return node(table('currency', code), ['skos:Concept'], { prefLabel: { ar, en }, inScheme: scheme('currency') })
}

const LICENCE: Readonly<Record<string, readonly [iri: string | undefined, title: Text]>> = {
  'CC-BY-4.0': [
    table('licence', 'CC_BY_4_0'),
    { ar: 'المشاع الإبداعي: نسب المصنف 4.0', en: 'Creative Commons Attribution 4.0' },
  ],
  'CC0-1.0': [table('licence', 'CC0'), { ar: 'المشاع الإبداعي: الملكية العامة 1.0', en: 'Creative Commons Zero 1.0' }],
  'KSA-OD': [undefined, { ar: 'رخصة البيانات المفتوحة السعودية', en: 'KSA Open Data Licence' }],
  'OM-OGD': [undefined, { ar: 'رخصة البيانات الحكومية المفتوحة العُمانية', en: 'Oman Open Government Data Licence' }],
  'terms-of-owner': [undefined, { ar: 'شروط الجهة المالكة', en: 'Terms of the owner' }],
  sample: [undefined, { ar: 'محتوى تجريبي لا يخص أي جهة حقيقية', en: 'Sample content: of no real agency' }],
}

/** @param own IRI of a licence that the EU's table does not have */
export function licenceDocument(licence: string, own: (code: string) => string): Node {
  const [iri, title] = LICENCE[licence] ?? [undefined, { ar: licence }]
  return node(iri ?? own(licence), ['dct:LicenseDocument'], { title })
}
