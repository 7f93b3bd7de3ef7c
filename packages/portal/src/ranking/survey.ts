import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The three components whose mean is the EGDI: online services, telecommunication infrastructure, human capital. */
export const COMPONENTS = ['osi', 'tii', 'hci'] as const
export type Component = (typeof COMPONENTS)[number]

/** What one edition of the survey says of one state. All indices lie in 0..1. */
export interface Result {
  /** ISO 3166-1 alpha-3. */
  readonly state: string
  readonly rank: number
  readonly egdi: number
  readonly components?: Readonly<Record<Component, number>> | undefined
  /** E-participation index. */
  readonly epi?: number | undefined
}

/** One edition; `results` in the order of ranks. */
export interface Edition {
  readonly year: number
  readonly results: readonly Result[]
}

/** In the order of years. */
export type Survey = readonly Edition[]

const HEADER = 'year,iso3,rank,egdi,osi,tii,hci,epi'
/** The file counts in 1/100 000. */
const UNIT = 100_000

const index = z.coerce.number().int().min(0).max(UNIT)
const optional = z.union([z.literal('').transform(() => undefined), index])
const row = z.tuple([
  z.coerce.number().int().min(2003).max(2100),
  z.string().regex(/^[A-Z]{3}$/),
  z.coerce.number().int().min(1).max(300),
  index,
  optional,
  optional,
  optional,
  optional,
])

/**
 * The survey of a file as data/README.md describes it.
 * @throws Error with the line, for a file that is not of that form, names a state twice in an edition, or gives only some components
 */
export function parseSurvey(text: string): Survey {
  const [header, ...lines] = text.trimEnd().split('\n')
  if (header !== HEADER) throw new Error(`the first line is not ${HEADER}`)
  const editions = new Map<number, Map<string, Result>>()
  for (const [at, line] of lines.entries()) {
    const parsed = row.safeParse(line.split(','))
    if (!parsed.success) throw new Error(`line ${at + 2}: ${z.prettifyError(parsed.error)}`)
    const [year, state, rank, egdi, osi, tii, hci, epi] = parsed.data
    const edition = editions.get(year) ?? new Map<string, Result>()
    if (edition.has(state)) throw new Error(`line ${at + 2}: ${state} is there twice in ${year}`)
    const known = [osi, tii, hci].filter((it) => it !== undefined)
    if (known.length !== 0 && known.length !== 3) throw new Error(`line ${at + 2}: a component is missing`)
    edition.set(state, {
      state,
      rank,
      egdi: egdi / UNIT,
      ...(osi === undefined || tii === undefined || hci === undefined
        ? {}
        : { components: { osi: osi / UNIT, tii: tii / UNIT, hci: hci / UNIT } }),
      ...(epi === undefined ? {} : { epi: epi / UNIT }),
    })
    editions.set(year, edition)
  }
  return [...editions]
    .sort(([a], [b]) => a - b)
    .map(([year, results]) => ({
      year,
      results: [...results.values()].sort((a, b) => a.rank - b.rank || (a.state < b.state ? -1 : 1)),
    }))
}

let survey: Survey | undefined

/** The UN survey that the portal holds; read once. */
export function readSurvey(): Survey {
  survey ??= parseSurvey(readFileSync(new URL('../../data/egdi.csv', import.meta.url), 'utf8'))
  return survey
}
