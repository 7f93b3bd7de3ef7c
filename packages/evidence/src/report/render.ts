import { type Language, messageOf, type RabtError } from '@rabt/protocol'
import { REASONS, type Reason } from './reasons.ts'
import { HEADINGS, SENTENCES, type SentenceCode } from './sentences.ts'
import type { Report, Statement } from './statement.ts'

// A value of another direction must not reorder the sentence around it (Unicode FSI ... PDI), nor bring controls of its own.
const ISOLATE = '\u2068'
const RELEASE = '\u2069'
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/**
 * A report in plain words, a line a sentence: what is proved, what is missing, what to heed, under a heading each.
 * English lines are plain; Arabic ones isolate their values.
 */
export function renderReport(report: Report, language: Language): string[] {
  return [
    ...section('proved', report.proved, language),
    ...section('missing', report.missing, language),
    ...section('warnings', report.warnings, language),
  ]
}

/** Why a bundle was refused: the catalogue's sentence with the part and the reason in the language asked for. */
export function renderRefusal(error: RabtError, language: Language): string[] {
  const { code, params } = error
  const { why, place = '' } = params
  if (why === undefined || !Object.hasOwn(REASONS, why)) return [messageOf(error, language)]
  const reason = REASONS[why as Reason][language]
  return [messageOf({ code, params: { ...params, place: placeIn(place, language), reason } }, language)]
}

function section(
  heading: keyof typeof HEADINGS,
  statements: readonly Statement<SentenceCode>[],
  language: Language,
): string[] {
  if (statements.length === 0) return []
  return [HEADINGS[heading][language], ...statements.map((one) => `- ${sentence(one, language)}`)]
}

function sentence({ code, item, params }: Statement<SentenceCode>, language: Language): string {
  const text = SENTENCES[code][language].replace(/\{([a-zA-Z]+)\}/g, (_, name: string) =>
    shown(Object.hasOwn(params, name) ? (params[name] ?? '') : '', language),
  )
  return item === null ? text : `${shown(placeIn(`item ${item}`, language), language)}: ${text}`
}

function shown(value: string, language: Language): string {
  const clean = value.replace(UNPRINTABLE, '')
  return language === 'ar' ? `${ISOLATE}${clean}${RELEASE}` : clean
}

const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^item (\d+)/, 'القيد $1'],
  [/^directory (\d+)/, 'الدليل $1'],
  [/^file$/, 'الملف'],
  [/ seal$/, '، الختم'],
  [/ receipt$/, '، إشعار الاستلام'],
  [/ witness$/, '، الشاهد'],
  [/ opening$/, '، قيد الافتتاح'],
  [/ head$/, '، الترويسة'],
  [/ body$/, '، المتن'],
]

/** The name of a part of the bundle in words. */
function placeIn(place: string, language: Language): string {
  const english = place.replace(/^item (\d+)/, 'entry $1')
  return language === 'en' ? english : PARTS.reduce((text, [part, word]) => text.replace(part, word), place)
}
