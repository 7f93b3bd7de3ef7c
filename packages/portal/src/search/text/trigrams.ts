/** Trigrams of a word, two spaces before and one behind, each once: the measure of PostgreSQL's pg_trgm. */
export function trigrams(word: string): ReadonlySet<string> {
  const padded = `  ${word} `
  const found = new Set<string>()
  for (let i = 0; i + 3 <= padded.length; i++) found.add(padded.slice(i, i + 3))
  return found
}
