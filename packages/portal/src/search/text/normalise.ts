/**
 * Letters that look or sound alike written as one, after decomposition and loss of marks: Persian and Urdu forms (Unicode 17, Arabic block) as the
 * Arabic letter of the same shape, letters of the Gulf's speech (گ چ پ ڤ) as their neighbour, ة as ه and ى as ي, since readers type either.
 */
const ALIKE: Readonly<Record<string, string>> = {
  ٱ: 'ا',
  ٲ: 'ا',
  ٳ: 'ا',
  ٵ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ۍ: 'ي',
  ے: 'ي',
  ٸ: 'ي',
  ة: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ە: 'ه',
  ۃ: 'ه',
  ک: 'ك',
  ڪ: 'ك',
  گ: 'ك',
  چ: 'ج',
  ژ: 'ز',
  پ: 'ب',
  ڤ: 'ف',
  ڨ: 'ق',
  ں: 'ن',
  ۋ: 'و',
  ۆ: 'و',
  ۇ: 'و',
  ٶ: 'و',
  ٷ: 'و',
  ß: 'ss',
  ς: 'σ',
  æ: 'ae',
  œ: 'oe',
}

const ALIKE_PATTERN = new RegExp(`[${Object.keys(ALIKE).join('')}]`, 'gu')
/** Tatweel, standing hamza (often left out: كهربا for كهرباء), controls, formats (bidi, joiners), halves of pairs, marks and vowel signs. */
const SILENT = /[\u0640\u0621\p{Cc}\p{Cf}\p{Cs}\p{M}]/gu
const NOT_A_WORD = /[^\p{L}\p{N}]+/gu
const DIGITS = /\p{Nd}/gu
/** The alef that carries the ending of an adverb goes with its mark: مجانًا is مجان, as إلكترونيًّا is إلكتروني. Before decomposition or after, the marks in any order. */
const NUNATED = /\u0627\p{M}*\u064b\p{M}*(?!\p{L})|\p{M}*\u064b\p{M}*\u0627(?!\p{L})/gu
/** Controls that part words; the others vanish without a gap. */
const LINES = /[\t-\r\u0085]/g

/**
 * One spelling of a text, for indexing and asking alike: words of letters and digits with one space between. Never throws; doing it twice changes
 * nothing. The caller bounds the length: at most 18 units come of one (Unicode UAX #15, NFKD).
 */
export function normalise(text: string): string {
  const first = once(text)
  return PLAIN.test(first) ? first : once(first)
}

/** What comes out of itself. */
const PLAIN = /^[a-z0-9\u0627-\u0628\u062a-\u063a\u0641-\u0648\u064a ]*$/

// May be needed twice: to lower-case or decompose what has just come out may make a letter that the first round did not see (ǅ, ϴ).
function once(text: string): string {
  return text
    .replace(LINES, ' ')
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(NUNATED, '')
    .replace(SILENT, '')
    .replace(ALIKE_PATTERN, (letter) => ALIKE[letter] ?? letter)
    .replace(DIGITS, latinDigit)
    .replace(NOT_A_WORD, ' ')
    .trim()
}

/** Decimal digits stand in runs of ten in Unicode, zero first (UAX #44, general category Nd). */
function latinDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  if (code < 0x80) return digit
  for (let value = 0; value <= 9; value++) {
    if (!/\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) return String(value)
  }
  // Runs that touch (mathematical digits; NFKD has folded those already).
  return String((code - 0x1d7ce) % 10)
}
