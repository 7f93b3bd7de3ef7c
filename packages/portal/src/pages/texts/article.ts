import type { Block } from '../../record/blocks.ts'
import type { Text } from '../../record/text.ts'

/** A page of the portal's own words. */
export interface Article {
  /** After the language: `/ar/about`. */
  readonly path: string
  readonly title: Text
  readonly summary: Text
  readonly body: readonly Block[]
}
