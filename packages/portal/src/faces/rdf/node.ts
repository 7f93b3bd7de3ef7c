import type { Text } from '../../record/text.ts'
import type { Curie, Term } from './vocabulary.ts'

/** Texts keep their languages; a node is named by its IRI; any other literal has the datatype of its term. */
export type Value = Text | string | number

/** A described thing: its IRI, its classes and what is said of it. Terms without a value are left out. */
export interface Node {
  readonly id: string
  readonly types: readonly Curie[]
  readonly says: Readonly<Partial<Record<Term, Value | readonly Value[] | undefined>>>
}

export function node(id: string, types: readonly Curie[], says: Node['says'] = {}): Node {
  return { id, types, says }
}

export const valuesOf = (said: Value | readonly Value[] | undefined): readonly Value[] =>
  said === undefined ? [] : Array.isArray(said) ? said : [said as Value]

/**
 * Nodes in the order they come, each described once: the first description stays. A node without classes adds to one that was described, and
 * always passes.
 */
export async function* eachOnce(nodes: AsyncIterable<Node> | Iterable<Node>): AsyncGenerator<Node> {
  const seen = new Set<string>()
  for await (const one of nodes) {
    if (one.types.length > 0) {
      if (seen.has(one.id)) continue
      seen.add(one.id)
    }
    yield one
  }
}
