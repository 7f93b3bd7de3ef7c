import { DataFactory, type Quad, Writer } from 'n3'
import { type Node, valuesOf } from './node.ts'
import { iriOf, PREFIXES, TERMS, type Term } from './vocabulary.ts'

const { namedNode, literal, quad } = DataFactory
const A = namedNode(iriOf('rdf:type'))
const STRING = iriOf('xsd:string')

/** The statements of a node (RDF 1.1 Concepts §3). */
export function* quadsOf({ id, types, says }: Node): Generator<Quad> {
  const subject = namedNode(id)
  for (const type of types) yield quad(subject, A, namedNode(iriOf(type)))
  for (const [name, said] of Object.entries(says)) {
    const [curie, shape] = TERMS[name as Term]
    const predicate = namedNode(iriOf(curie))
    for (const value of valuesOf(said)) {
      if (shape === 'node') yield quad(subject, predicate, namedNode(String(value)))
      else if (typeof value === 'object') {
        yield quad(subject, predicate, literal(value.ar, 'ar'))
        if (value.en !== undefined) yield quad(subject, predicate, literal(value.en, 'en'))
      } else {
        const type = iriOf(shape)
        yield quad(
          subject,
          predicate,
          type === STRING ? literal(String(value)) : literal(String(value), namedNode(type)),
        )
      }
    }
  }
}

/** Turtle (RDF 1.1 Turtle) of nodes as they come, in pieces. */
export async function* writeTurtle(nodes: AsyncIterable<Node> | Iterable<Node>): AsyncGenerator<string> {
  let pieces: string[] = []
  const out = {
    write(piece: string, _encoding?: string, done?: () => void) {
      pieces.push(piece)
      done?.()
    },
    end(done?: () => void) {
      done?.()
    },
  }
  const writer = new Writer(out, { prefixes: PREFIXES })
  for await (const one of nodes) {
    for (const statement of quadsOf(one)) writer.addQuad(statement)
    yield pieces.join('')
    pieces = []
  }
  writer.end()
  yield pieces.join('')
}
