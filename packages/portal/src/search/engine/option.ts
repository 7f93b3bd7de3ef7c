import type { Form } from '../words/concepts.ts'

/** One way to find what a part of a query asks: all its stems in one record. */
export interface Option {
  readonly stems: readonly string[]
  /** 0 to 1: how much it counts beside the words as typed. */
  readonly weight: number
  /** The word is of the other language than the query's. */
  readonly bridge: boolean
}

/** A word or phrase of a query: its terms from `from` to before `to`. */
export interface Part {
  readonly from: number
  readonly to: number
  readonly options: readonly Option[]
}

/** Weights of another word for the same, of one in the other language, and of one for something near. As typed: 1. */
const SAME = 0.9
const BRIDGE = 0.8
export const NEAR = 0.35
/** A form of what was typed, in Latin letters or not. */
export function option({ stems, language }: Form, latin: boolean): Option {
  const bridge = latin !== (language === 'en')
  return { stems, weight: bridge ? BRIDGE : SAME, bridge }
}

/** Each option once, at its best weight. */
export function strongest(options: readonly Option[]): readonly Option[] {
  const best = new Map<string, Option>()
  for (const option of options) {
    const key = option.stems.join(' ')
    if ((best.get(key)?.weight ?? 0) < option.weight) best.set(key, option)
  }
  return [...best.values()]
}
