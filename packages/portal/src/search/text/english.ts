/**
 * A light stemmer of English: plural, -ing, -ed and British spellings; no more, since titles are nouns (Harman: How effective is suffixing?, 1991).
 * Irregular and learned pairs (renew, renewal; apply, application) stand in the groups.
 */
export function stemEnglish(word: string): string {
  return american(withoutVerb(singular(word)))
}

function singular(word: string): string {
  if (word.length <= 3) return word
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2)
  if (word.endsWith('s') && !/(ss|us|is)$/.test(word)) return word.slice(0, -1)
  return word
}

function withoutVerb(word: string): string {
  const base = /^(.{3,})(?:ing|ed)$/.exec(word)?.[1]
  if (base === undefined || !/[aeiouy]/.test(base) || word.endsWith('eed')) return word
  if (/([^aeiouylsz])\1$/.test(base)) return base.slice(0, -1)
  return base
}

function american(word: string): string {
  return word
    .replace(/is(ation|e)$/, 'iz$1')
    .replace(/^(.{3,})our$/, '$1or')
    .replace(/^(.{3,})(?:e|y)$/, (_, base: string) => (word.endsWith('y') ? `${base}i` : base))
}
