import type { Language } from './language.ts'
import { number } from './numbers.ts'

/** The six forms of Arabic (CLDR): 0, 1, 2, 3-10, 11-99, hundreds. `#` stands for the number. */
export interface ArabicForms {
  readonly zero: string
  readonly one: string
  readonly two: string
  readonly few: string
  readonly many: string
  readonly other: string
}

export interface Forms {
  readonly ar: ArabicForms
  readonly en: { readonly one: string; readonly other: string; readonly zero?: string }
}

const rules = { ar: new Intl.PluralRules('ar'), en: new Intl.PluralRules('en') }

/** `count(3, 'ar', DOCUMENTS)` is `٣ وثائق`. */
export function count(value: number, lang: Language, forms: Forms): string {
  const form =
    lang === 'ar'
      ? forms.ar[rules.ar.select(value)]
      : value === 0 && forms.en.zero !== undefined
        ? forms.en.zero
        : forms.en[rules.en.select(value) === 'one' ? 'one' : 'other']
  return form.replace('#', number(value, lang))
}
