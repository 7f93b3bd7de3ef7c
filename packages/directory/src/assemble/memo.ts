import { sha256Hex } from '../codec/digest.ts'

/**
 * Remembers what pure, costly judgements answered (signatures of certificates), from one directory version to the next.
 * Bounded: `keepUsed` drops what the last build did not ask for.
 */
export interface Memo {
  /** `parts` are all inputs of the judgement; it may throw, which is remembered too. */
  once<T>(name: string, parts: readonly Uint8Array[], judge: () => T): T
  keepUsed(): void
}

type Outcome = { readonly value: unknown } | { readonly error: unknown }

export const createMemo = (): Memo => {
  let known = new Map<string, Outcome>()
  let used = new Map<string, Outcome>()
  return {
    once: <T>(name: string, parts: readonly Uint8Array[], judge: () => T): T => {
      const key = [name, ...parts.map(sha256Hex)].join(' ')
      const outcome = used.get(key) ?? known.get(key) ?? attempt(judge)
      used.set(key, outcome)
      if ('error' in outcome) throw outcome.error
      return outcome.value as T
    },
    keepUsed: () => {
      known = used
      used = new Map()
    },
  }
}

const attempt = (judge: () => unknown): Outcome => {
  try {
    return { value: judge() }
  } catch (error) {
    return { error }
  }
}
