/** Arabic is the source language, English its twin. */
export type Language = 'ar' | 'en'

export const LANGUAGES: readonly Language[] = ['ar', 'en']

/** Language-tagged text: Arabic always, English where it is there. */
export interface Text {
  readonly ar: string
  readonly en?: string | undefined
}

export function twinOf(lang: Language): Language {
  return lang === 'ar' ? 'en' : 'ar'
}

export function directionOf(lang: Language): 'rtl' | 'ltr' {
  return lang === 'ar' ? 'rtl' : 'ltr'
}
