import { LANGUAGES, type Text } from '../../record/text.ts'
import { type Node, type Value, valuesOf } from './node.ts'
import { PREFIXES, TERMS, type Term } from './vocabulary.ts'

/** The context that `/context.jsonld` serves (JSON-LD 1.1 §3.1): a language map for texts, IRIs for nodes, a datatype for the rest. */
export function jsonLdContext(): Readonly<Record<string, unknown>> {
  const terms = Object.entries(TERMS).map(([name, [iri, shape]]) => [
    name,
    shape === 'text'
      ? { '@id': iri, '@container': '@language' }
      : { '@id': iri, '@type': shape === 'node' ? '@id' : shape },
  ])
  return { '@context': { '@version': 1.1, ...PREFIXES, id: '@id', a: '@type', ...Object.fromEntries(terms) } }
}

/** One node as JSON-LD of that context. */
export function nodeToJson({ id, types, says }: Node): Readonly<Record<string, unknown>> {
  const members = Object.entries(says).flatMap(([name, said]): (readonly [string, unknown])[] => {
    const values = valuesOf(said)
    if (values.length === 0) return []
    const [, shape] = TERMS[name as Term]
    if (shape === 'text') return [[name, languageMap(values as readonly Text[])]]
    const written = values.map((value) => (typeof value === 'number' ? numberOf(shape, value) : value))
    return [[name, written.length === 1 ? written[0] : written]]
  })
  return { id, ...(types.length > 0 && { a: types.length === 1 ? types[0] : types }), ...Object.fromEntries(members) }
}

function languageMap(texts: readonly Text[]): Readonly<Record<string, string | readonly string[]>> {
  const map: Record<string, string | readonly string[]> = {}
  for (const language of LANGUAGES) {
    const all = texts.flatMap((text) => text[language] ?? [])
    if (all.length > 0) map[language] = all.length === 1 ? (all[0] as string) : all
  }
  return map
}

/** A number is written as a string where JSON-LD would give it another lexical form than Turtle has (JSON-LD 1.1 API §8.2.2). */
const numberOf = (shape: string, value: Value): Value => (shape === 'xsd:string' ? value : String(value))

/** A document with all nodes in one graph, in pieces. */
export async function* writeJsonLd(
  nodes: AsyncIterable<Node> | Iterable<Node>,
  context: string,
): AsyncGenerator<string> {
  yield `{"@context":${JSON.stringify(context)},"@graph":[`
  let first = true
  for await (const one of nodes) {
    yield `${first ? '' : ','}\n${JSON.stringify(nodeToJson(one))}`
    first = false
  }
  yield '\n]}\n'
}
