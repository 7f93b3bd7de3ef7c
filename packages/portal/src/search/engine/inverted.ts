import type { Language } from '../../record/text.ts'
import type { Entry } from '../index/entry.ts'
import { type Token, tokens } from '../text/tokens.ts'
import { type Coded, codesOf } from './facets.ts'
import { headOf } from './head.ts'
import { openSpelling, type Spelling } from './spelling.ts'

/** A record in the index. Its number stands in the postings. */
export interface Doc extends Omit<Entry, 'terms'>, Coded {
  readonly digest: string
  /** Stems of the title in each language. */
  readonly head: Readonly<Record<Language, readonly string[]>>
  /** Words of the title in each language, normalised; one space between. */
  readonly words: Readonly<Record<Language, string>>
}

/** An inverted index in memory: of each stem the documents that it stands in. One writer, synchronous readers. */
export interface Inverted {
  /** By number; undefined where one was taken out. */
  readonly docs: readonly (Doc | undefined)[]
  readonly size: number
  /** `number * 256 + weight`, rising; numbers of documents taken out may still be among them. */
  postings(stem: string): readonly number[]
  /** Numbers of the services of an agency. */
  servicesOf(agency: string): readonly number[]
  digestOf(id: string): string | undefined
  ids(): IterableIterator<string>
  put(entry: Entry, digest: string): void
  remove(id: string): void
  readonly spelling: Spelling
}

const NONE: readonly number[] = []
/** Holes that are borne before all is written anew. */
const HOLES = 256
/** Of a title or summary: words that a misspelling may be of. */
const WORDS_LEARNT = 200
const WORDS_OF_TITLE = 40

export function openInverted(): Inverted {
  let docs: (Doc | undefined)[] = []
  let postings = new Map<string, number[]>()
  let services = new Map<string, number[]>()
  let spelling = openSpelling()
  const numbers = new Map<string, number>()

  function remove(id: string): void {
    const number = numbers.get(id)
    if (number === undefined) return
    docs[number] = undefined
    numbers.delete(id)
    const holes = docs.length - numbers.size
    if (holes > HOLES && holes > numbers.size / 2) compact()
  }

  function compact(): void {
    const old = docs
    const renumbered: number[] = old.map(() => -1)
    docs = []
    services = new Map()
    spelling = openSpelling()
    numbers.clear()
    for (const [number, doc] of old.entries()) if (doc !== undefined) renumbered[number] = admit(doc)
    const kept = new Map<string, number[]>()
    for (const [stem, list] of postings) {
      const left = list.flatMap((posting) => {
        const number = renumbered[posting >>> 8] ?? -1
        return number < 0 ? [] : [number * 256 + (posting & 255)]
      })
      if (left.length > 0) kept.set(stem, left)
    }
    postings = kept
  }

  function admit(doc: Doc): number {
    const number = docs.push(doc) - 1
    numbers.set(doc.id, number)
    if (doc.agency !== null) push(services, doc.agency, number)
    for (const { ar, en = '' } of [doc.title, doc.summary]) {
      for (const token of tokens(`${ar} ${en}`, WORDS_LEARNT)) spelling.learn(token)
    }
    return number
  }

  return {
    get docs() {
      return docs
    },
    get size() {
      return numbers.size
    },
    get spelling() {
      return spelling
    },
    postings: (stem) => postings.get(stem) ?? NONE,
    servicesOf: (agency) => services.get(agency) ?? NONE,
    digestOf: (id) => docs[numbers.get(id) ?? -1]?.digest,
    ids: () => numbers.keys(),
    put({ terms, ...entry }, digest) {
      remove(entry.id)
      const ar = tokens(entry.title.ar, WORDS_OF_TITLE)
      const en = tokens(entry.title.en ?? '', WORDS_OF_TITLE)
      const number = admit({
        ...entry,
        digest,
        codes: codesOf(entry),
        head: { ar: headOf(ar), en: headOf(en) },
        words: { ar: wordsOf(ar), en: wordsOf(en) },
      })
      for (const [stem, weight] of Object.entries(terms)) push(postings, stem, number * 256 + weight)
    },
    remove,
  }
}

const wordsOf = (title: readonly Token[]) => title.map(({ word }) => word).join(' ')

function push(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
