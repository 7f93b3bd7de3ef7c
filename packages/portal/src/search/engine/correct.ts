import { normalise } from '../text/normalise.ts'
import { stem } from '../text/stem.ts'
import type { Token } from '../text/tokens.ts'
import { isKnown, meaningsAt } from '../words/concepts.ts'
import type { Inverted } from './inverted.ts'
import { type Option, option, strongest } from './option.ts'

const WORD = /[\p{L}\p{M}\p{N}\u0640]+/gu

/** The query as typed, each misspelt word as it stands in the records. */
export function correct(
  text: string,
  typed: readonly Token[],
  spelled: readonly (Spelling | undefined)[],
  index: Inverted,
): string | undefined {
  const right = new Map(typed.flatMap(({ word }, i) => (spelled[i] ? [[word, spelled[i]] as const] : [])))
  if (right.size === 0) return undefined
  return text.replace(WORD, (raw) => {
    const found = right.get(normalise(raw))
    return found ? written(found, index) : raw
  })
}

/** A normalised word as some record writes it. */
function written({ word, stem: one }: Spelling, index: Inverted): string {
  for (const posting of index.postings(one).slice(0, 20)) {
    const doc = index.docs[posting >>> 8]
    for (const text of doc ? [doc.title.ar, doc.title.en, doc.summary.ar, doc.summary.en] : []) {
      const raw = text?.match(WORD)?.find((raw) => normalise(raw) === word)
      if (raw !== undefined) return raw
    }
  }
  return word
}

interface Spelling {
  readonly word: string
  readonly stem: string
  readonly options: readonly Option[]
}

/** Nearest words of the index, with all their meanings. */
export function spell(token: Token | undefined, index: Inverted, least: number): Spelling | undefined {
  if (!token || token.script === 'digits' || token.script === 'other') return undefined
  if (isKnown(stem(token))) return undefined
  const near = index.spelling
    .near(token.word, (one) => index.postings(one).length > 0)
    .filter(({ likeness }) => likeness >= least)
  const [first] = near
  if (!first) return undefined
  const options = near.flatMap(({ stem: one, likeness }) => [
    { stems: [one], weight: likeness, bridge: false },
    ...meaningsAt([one], 0).flatMap(({ concept }) =>
      concept.forms.map((form) => {
        const { weight, ...rest } = option(form, token.script === 'latin')
        return { ...rest, weight: weight * likeness }
      }),
    ),
  ])
  return { word: first.word, stem: first.stem, options: strongest(options) }
}
