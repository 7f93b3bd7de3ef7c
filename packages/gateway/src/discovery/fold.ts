const BEYOND_ASCII = /[\u0080-\uffff]/

/**
 * What names are compared by: case, marks and the hamza of a letter taken off, and the letters that Arabic writers use for each other made
 * one: alef of any kind, yeh and alef maksura, heh and teh marbuta. Digits of any script become those of ASCII.
 */
export function fold(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\u0640]/gu, '')
    .replace(/\u0671/g, '\u0627')
    .replace(/\u0649/g, '\u064a')
    .replace(/\u0629/g, '\u0647')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .toLowerCase()
}

/** Whether every word of a question stands in one of the texts; a question without words finds all. */
export function finds(words: readonly string[], haystack: string): boolean {
  return words.every((word) => haystack.includes(word))
}

export const wordsOf = (question: string): readonly string[] => fold(question).split(/\s+/).filter(Boolean)

const haystacks = new WeakMap<object, string>()

/** The folded texts of a record of the directory, made once. */
export function haystackOf(record: object, texts: () => readonly string[]): string {
  const known = haystacks.get(record)
  if (known !== undefined) return known
  const made = fold(texts().join('\n'))
  haystacks.set(record, made)
  return made
}
