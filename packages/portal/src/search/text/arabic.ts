import { PROTECTED, TRULY_AL } from './protected.ts'

/**
 * A light stemmer of the light10 family (Larkey, Ballesteros, Connell: Light Stemming for Arabic Information Retrieval, 2007) on normalised words
 * (ة is ه, ى is ي, no hamza). It differs where government words need it: plural and dual endings leave at least four letters (قانون, إعلان, تأمين
 * stay whole), words that truly begin with ال are kept, possessives of everyday speech go (سيارتي), and one-letter prefixes are never cut here: `parted`
 * offers them to whoever knows which words there are.
 */
export function stemArabic(word: string): string {
  return withoutEndings(withoutArticle(word))
}

/** What remains without و ف ب ك ل before the word (also of وب, ول, فل), or with ل given back to the article: للجنة is لجنة. */
export function parted(word: string): readonly string[] {
  const rests: string[] = []
  if (word.startsWith('لل') && word.length >= 5) rests.push(word.slice(1))
  let rest = word
  for (let i = 0; i < 2 && rest.length >= 4 && PREFIX.has(rest[0] ?? ''); i++) {
    rest = rest.slice(1)
    rests.push(rest)
  }
  return rests
}

const PREFIX: ReadonlySet<string> = new Set(['و', 'ف', 'ب', 'ك', 'ل'])
/** Article with what may stand before it, and how many letters must remain. */
const ARTICLES = [
  ['وبال', 3],
  ['وكال', 3],
  ['وال', 3],
  ['بال', 3],
  ['كال', 3],
  ['فال', 3],
  ['ولل', 3],
  ['ال', 2],
  ['لل', 2],
] as const

function withoutArticle(word: string): string {
  if (isProtected(word)) return word
  for (const [article, least] of ARTICLES) {
    if (word.length < article.length + least || !word.startsWith(article)) continue
    // الالتزام is ال and التزام: what remains may begin with ال of its own. But بالكتروني is ب and الكتروني.
    const kept = article.endsWith('ال') && article.length > 2 ? word.slice(article.length - 2) : word
    return trulyAl(kept) ? kept : word.slice(article.length)
  }
  return word
}

/** Ending, letters that must remain, what is put in its place. The first that fits is taken; then again. */
const ENDINGS: readonly (readonly [string, number, string])[] = [
  ['تهما', 3, ''],
  ['تهم', 3, ''],
  ['تكم', 3, ''],
  ['تها', 3, ''],
  ['تنا', 3, ''],
  ['تين', 3, ''],
  ['تان', 3, ''],
  ['تي', 3, ''],
  ['تك', 3, ''],
  ['ته', 3, ''],
  ['ها', 3, ''],
  ['يين', 2, 'ي'],
  ['يون', 2, 'ي'],
  ['ات', 3, ''],
  ['ون', 4, ''],
  ['ين', 4, ''],
  ['ان', 4, ''],
  ['يه', 3, ''],
  ['ه', 3, ''],
  ['يا', 3, 'ي'],
  ['ي', 3, ''],
]

function withoutEndings(word: string): string {
  let rest = word
  for (let round = 0; round < 4; round++) {
    if (PROTECTED.has(rest)) return rest
    const fitting = ENDINGS.filter((ending) => fits(ending, rest))
    const ending = fitting.find(([end, , put]) => PROTECTED.has(rest.slice(0, -end.length) + put)) ?? fitting[0]
    if (!ending) return rest
    rest = rest.slice(0, -ending[0].length) + ending[2]
  }
  return rest
}

function fits([end, least]: (typeof ENDINGS)[number], word: string): boolean {
  if (word.length < end.length + least || !word.endsWith(end)) return false
  // قضايا and هدايا are plurals of their own; يدويا is يدوي.
  return end !== 'يا' || !word.endsWith('ايا')
}

const AFTER: readonly string[] = [
  '',
  'ات',
  'ين',
  'ون',
  'ان',
  'يه',
  'ه',
  'ي',
  'يا',
  'ها',
  'هم',
  'يين',
  'يات',
  'اتي',
  'ك',
  'ا',
]

function endsLike(set: ReadonlySet<string>, word: string): boolean {
  return AFTER.some((end) => word.endsWith(end) && set.has(end === '' ? word : word.slice(0, -end.length)))
}

function trulyAl(word: string): boolean {
  return word.startsWith('الكترون') || endsLike(TRULY_AL, word)
}

function isProtected(word: string): boolean {
  return trulyAl(word) || endsLike(PROTECTED, word)
}
