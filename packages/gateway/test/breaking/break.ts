/** The promises (docs/design/promises.md), by the names that the page's headings carry. */
export const PROMISES = {
  kept: 'Nothing acknowledged is lost',
  once: 'At most once',
  told: 'Each side ends with the other’s signed receipt or a reported failure by the deadline',
  proper: 'Nothing unsigned, altered, expired or revoked is accepted',
  ordered: 'Order per lane, without a gap',
  bounded: 'Bounded memory and disk: refuse before breaking',
  recovers: 'Recovery without a human',
  fork: 'A fork is proven, not repaired',
  erased: 'Erasure keeps the proof',
  named: 'Who lies can be named',
  agreed: 'Nothing passes that no agreement allows',
} as const

export type PromiseName = keyof typeof PROMISES

/** A told test: a file from the repository's root, and words of its title. */
export interface ToldTest {
  readonly path: string
  readonly title: string
}

/** Random histories of the simulator, from seed `first` on: enough that one of them shows the break. */
export interface Seeds {
  readonly first: number
  readonly count: number
}

/** One rule, broken on purpose in one place of the code, and what has to fail then. */
export interface Break {
  /** Unique; the page names each. */
  readonly name: string
  readonly promise: PromiseName
  /** Words of docs/spec/link-log.md, or of agreements.md for `agreed`, that the broken code obeys no more. */
  readonly rule: string
  /** From the repository's root. */
  readonly file: string
  /** Occurs once in the file. */
  readonly find: string
  readonly replace: string
  readonly test: ToldTest | Seeds
}

/** Whether a break is shown by random histories. */
export function isSeeds(test: Break['test']): test is Seeds {
  return 'count' in test
}
