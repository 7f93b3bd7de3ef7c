import type { Text } from '../record/text.ts'

/** A row of a code list: a word for a thing, in both languages. */
export interface Term extends Text {
  readonly en: string
}

export type Terms = Readonly<Record<string, Term>>

/** The codes of a list, for a schema. */
export function codes<const T extends Terms>(terms: T): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(terms) as [keyof T & string, ...(keyof T & string)[]]
}
