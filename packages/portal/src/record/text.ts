import { z } from 'zod'

/** Language-tagged text: Arabic is the source and always there, English is its twin and may be missing. */
export interface Text {
  readonly ar: string
  readonly en?: string | undefined
}

export type Language = 'ar' | 'en'

export const LANGUAGES: readonly Language[] = ['ar', 'en']

/**
 * Controls and formats that turn or hide text: overrides, isolates, joiners, byte order marks (Unicode UAX #9 §2; UTR #36 §2.5). A record with
 * one of them is refused; line ends, tabs and ZWNJ (right in Arabic script) are not.
 */
const HIDDEN = /(?![\n\t\u200c])[\p{Cc}\p{Cf}\p{Cs}]/u

const plain = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => !HIDDEN.test(value), 'hidden or direction-turning characters')
    .refine((value) => value.trim() === value, 'spaces at an end')

/** Text of at most `max` UTF-16 units a language. */
export const text = (max: number) => z.strictObject({ ar: plain(max), en: plain(max).optional() })

/** A title: one line. */
export const title = text(200).refine(({ ar, en }) => !/\n/.test(ar + (en ?? '')), 'one line')

/** A summary or a field of some sentences. */
export const passage = text(2_000)
