import type { Kind } from '../record/common.ts'
import { SECTION_OF } from '../record/place.ts'
import { isShown, type LaunchBoard } from './gate.ts'
import { isSubject } from './subjects.ts'

/** Stage of what readers are shown. */
export type ShownStage = 'trial' | 'live'
export type StageOf = (item: { readonly tenant: string; readonly kind: string }) => ShownStage

/**
 * The stages for whoever shows something. Whether a record is there for readers is decided before anybody asks: `portal_public` cannot read one that is not
 * (migration 060). This says which mark what is shown bears, and whether a page that stands for no record is shown.
 */
export interface Launched {
  /** Of a record: trial while its section or its state is. */
  readonly stageOf: StageOf
  /** Of an address: `/ar/readiness`. */
  readonly shows: (path: string) => boolean
  /** Before the first use of either in a request. */
  readonly glance: () => Promise<void>
  /** Until the stages are as they are now. */
  readonly look: () => Promise<void>
}

export function launched(board: LaunchBoard): Launched {
  return {
    stageOf: ({ tenant, kind }) =>
      [`section/${SECTION_OF[kind as Kind]}`, `state/${tenant}`]
        .filter(isSubject)
        .some((subject) => board.stageOf(subject) === 'trial')
        ? 'trial'
        : 'live',
    shows: (path) => isShown(board, path),
    glance: board.glance,
    look: board.look,
  }
}
