import { directionOf, type Language } from '../text/language.ts'

/** A row of values under one name; `undefined` where there is none. */
export interface Series {
  readonly label: string
  readonly values: readonly (number | undefined)[]
}

export interface ChartData {
  /** Years, months or names: one for each value of a series. */
  readonly labels: readonly string[]
  /** At most six: so many colours can be told apart. */
  readonly series: readonly Series[]
}

export interface ChartProps extends ChartData {
  readonly lang: Language
  /** Unique on the page. */
  readonly id: string
  readonly title: string
  /** What the picture shows, in a sentence, for those who do not see it. */
  readonly summary: string
  /** Language of labels and names where they are a record's own; else the page's. */
  readonly written?: Language | undefined
  /** Language of the labels alone, where it is another than that of the names. */
  readonly labelsWritten?: Language | undefined
  /** Over the labels, in the table. */
  readonly labelsTitle: string
  readonly format: (value: number) => string
}

/** The same for a part of a picture: SVG has no `dir`. */
export function pictureTag(lang: Language, written: Language = lang): { lang?: Language } {
  return written === lang ? {} : { lang: written }
}

/** `lang` and `dir` of labels and names; nothing where they are in the page's language. */
export function namesTag(lang: Language, written: Language = lang): { lang?: Language; dir?: 'rtl' | 'ltr' } {
  return written === lang ? {} : { lang: written, dir: directionOf(written) }
}

/** Class of the colour of a series, from 0; `ramp` where the series are steps of one scale, at most five. */
export function colourOf(at: number, ramp?: boolean): string {
  return ramp ? `level-${at}` : `series-${(at % 6) + 1}`
}
