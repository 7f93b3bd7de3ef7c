import { LANGUAGES, type Language } from '../record/text.ts'

/** Paths (`steps.0`) of texts that a language is missing in. */
export function missingIn(language: Language, record: unknown): string[] {
  return [...textsOf(record, '')].filter(([, text]) => !text[language]).map(([path]) => path)
}

/** The languages that every text of a record is there in. */
export function languagesOf(record: unknown): Language[] {
  return LANGUAGES.filter((language) => missingIn(language, record).length === 0)
}

type Found = readonly [path: string, text: Readonly<Partial<Record<Language, string>>>]

function* textsOf(value: unknown, path: string): Generator<Found> {
  if (typeof value !== 'object' || value === null) return
  const keys = Object.keys(value)
  if (keys.length > 0 && keys.every((key) => key === 'ar' || key === 'en')) {
    yield [path, value as Found[1]]
    return
  }
  for (const key of keys) {
    yield* textsOf((value as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`)
  }
}
