import type { Change } from './compare.ts'
import { refuse } from './rules.ts'
import type { Standing } from './standing.ts'

type Joins = Extract<Change, { readonly what: 'state-joins' }>

/** Letters of the language, spaces, and the marks that names of states bear. */
const LETTERS = {
  ar: /^[\p{Script=Arabic}\p{Script=Inherited} .\-()'،]+$/u,
  en: /^[\p{Script=Latin}\p{Script=Inherited} .,\-()'’&]+$/u,
} as const

/** Letters that Arabic writers use for one another, and those of Persian keyboards. */
const FOLDED: readonly (readonly [RegExp, string])[] = [
  [/[آأإٱ]/g, 'ا'],
  [/[ىی]/g, 'ي'],
  [/ة/g, 'ه'],
  [/ک/g, 'ك'],
]

/** Two names with one skeleton are taken for each other: marks, case, spaces and invisible characters do not count. */
const skeletonOf = (name: string): string => {
  const bare = name
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}\p{P}\s\u0640]/gu, '')
    .toLowerCase()
  return FOLDED.reduce((text, [letters, one]) => text.replaceAll(letters, one), bare)
}

/**
 * Names of states that join: in letters of their language, and unlike those of all others. What officers read aloud and
 * vote on is the name, so one that only a careful eye tells apart would be voted in as another.
 */
export const checkNames = (changes: readonly Change[], { federation }: Standing): void => {
  for (const { code, name } of changes.filter((change): change is Joins => change.what === 'state-joins')) {
    for (const language of ['ar', 'en'] as const) {
      const own = name[language]
      if (!LETTERS[language].test(own)) throw refuse('name-letters', code, { name: own })
      const other = federation.states.find(
        (state) => state.code !== code && skeletonOf(state.name[language]) === skeletonOf(own),
      )
      if (other !== undefined) throw refuse('look-alike', code, { name: own, other: other.code })
    }
  }
}
