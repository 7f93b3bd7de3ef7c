import type { Choices } from '../choices.ts'
import { BOUNDARIES, DAMAGED_UTF8, mutateBytes } from './bytes.ts'

/**
 * One CBOR item (RFC 8949 §3) as it can be taken apart and put together again, valid or not. `content` of a byte string that is
 * itself one whole CBOR item is taken apart too: entries stand in batches, batches in frames.
 */
interface Node {
  major: number
  /** The argument of the head: integer, simple value, tag; for strings and containers it follows from their content. */
  argument: number
  bytes: Buffer
  children: Node[]
  /** Set by a mutation: the head that is written instead of the right one. */
  head: Buffer | null
}

const MAX_DEPTH = 12

const leaf = (major: number, argument: number): Node => ({
  major,
  argument,
  bytes: Buffer.alloc(0),
  children: [],
  head: null,
})
const text = (bytes: Uint8Array): Node => ({ ...leaf(3, 0), bytes: Buffer.from(bytes) })

/** Reads one item at `at`; null if these bytes are not plain definite CBOR. */
function read(input: Buffer, at: number, depth: number): { node: Node; end: number } | null {
  const initial = input[at]
  if (initial === undefined || depth > MAX_DEPTH) return null
  const major = initial >>> 5
  const info = initial & 31
  if (info > 27) return null
  const size = info < 24 ? 0 : 2 ** (info - 24)
  let end = at + 1 + size
  if (end > input.length) return null
  const argument =
    size === 0 ? info : size === 8 ? Number(input.readBigUInt64BE(at + 1)) : input.readUIntBE(at + 1, size)
  const node = leaf(major, argument)
  if (major === 2 || major === 3) {
    if (end + argument > input.length) return null
    node.bytes = input.subarray(end, end + argument)
    end += argument
    if (major === 2 && argument > 8) {
      const inside = read(node.bytes, 0, depth + 1)
      if (inside?.end === argument && inside.node.children.length > 0) node.children = [inside.node]
    }
  } else if (major === 4 || major === 5 || major === 6) {
    const count = major === 4 ? argument : major === 5 ? 2 * argument : 1
    for (let i = 0; i < count; i++) {
      const child = read(input, end, depth + 1)
      if (child === null) return null
      node.children.push(child.node)
      end = child.end
    }
  }
  return { node, end }
}

/** A head of `major` with its argument in `size` bytes (0: the shortest form). */
function headOf(major: number, argument: number, size = 0): Buffer {
  const shortest = argument < 24 ? 0 : argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 4 : 8
  const used = Math.max(size, shortest)
  if (used === 0) return Buffer.of(major * 32 + argument)
  const head = Buffer.alloc(9)
  head.writeBigUInt64BE(BigInt(argument), 1)
  return Buffer.concat([Buffer.of(major * 32 + 24 + Math.log2(used)), head.subarray(9 - used)])
}

function write(node: Node): Buffer {
  const inside = node.children.map(write)
  const content = node.children.length > 0 ? Buffer.concat(inside) : node.bytes
  const { major } = node
  const argument =
    major === 2 || major === 3
      ? content.length
      : major === 4
        ? node.children.length
        : major === 5
          ? Math.floor(node.children.length / 2)
          : node.argument
  return Buffer.concat([node.head ?? headOf(major, argument), content])
}

function all(node: Node, found: Node[] = []): Node[] {
  found.push(node)
  for (const child of node.children) all(child, found)
  return found
}

type Change = (node: Node, choices: Choices, others: readonly Node[]) => void

/** Its own copy: what stands at two places of a tree could else be put into itself. */
const copy = (node: Node): Node => ({ ...node, children: node.children.map(copy) })
const become = (node: Node, other: Node): void => void Object.assign(node, copy(other))
/** Repetitions stop where only the size would grow. */
const MAX_REPEATED_BYTES = 100_000

const CHANGES: readonly Change[] = [
  function boundaryInteger(node, choices) {
    become(node, leaf(choices.pick([0, 0, 0, 1]), choices.pick(BOUNDARIES)))
  },
  function nearby(node, choices) {
    node.argument = Math.max(0, node.argument + choices.pick([1, -1, 2, 1000, -1000]))
  },
  function otherType(node, choices) {
    become(
      node,
      choices.pick([
        leaf(7, 22),
        leaf(7, 20),
        leaf(7, 23),
        leaf(4, 0),
        leaf(5, 0),
        text(Buffer.alloc(0)),
        leaf(2, 0),
        { ...leaf(6, 2), children: [leaf(0, 1)] },
        { ...leaf(7, 0), head: Buffer.from('fb3ff0000000000000', 'hex') },
      ]),
    )
  },
  function fromElsewhere(node, choices, others) {
    become(node, choices.pick(others))
  },
  function removeChild(node, choices) {
    node.children.splice(choices.below(node.children.length), 1)
  },
  function repeatChild(node, choices) {
    const at = choices.below(node.children.length)
    const child = node.children[at]
    const times = choices.pick([1, 1, 2, 64, 1100])
    if (child !== undefined && write(child).length * times < MAX_REPEATED_BYTES)
      node.children.splice(at, 0, ...Array.from({ length: times }, () => copy(child)))
  },
  function swapChildren(node, choices) {
    const [a, b] = [choices.below(node.children.length), choices.below(node.children.length)]
    const [first, second] = [node.children[a], node.children[b]]
    if (first !== undefined && second !== undefined) {
      node.children[a] = second
      node.children[b] = first
    }
  },
  function addChild(node, choices, others) {
    node.children.splice(choices.below(node.children.length + 1), 0, copy(choices.pick(others)))
  },
  function addPair(node, choices, others) {
    if (node.major === 5)
      node.children.push(leaf(0, choices.pick([12, 29, 999, 1000, 2 ** 40])), copy(choices.pick(others)))
  },
  function resize(node, choices) {
    if (node.children.length > 0) return
    const size = choices.pick([0, 1, 31, 33, 65, 200, 513, 1025, 70_000])
    node.bytes = Buffer.alloc(size, node.bytes.length === 0 ? 0x61 : node.bytes)
  },
  function damageString(node, choices) {
    if (node.children.length === 0) node.bytes = mutateBytes(node.bytes, choices, [node.bytes, ...DAMAGED_UTF8])
  },
  function badUtf8(node, choices) {
    if (node.children.length === 0) node.bytes = Buffer.concat([node.bytes, choices.pick(DAMAGED_UTF8)])
  },
  function overlongHead(node, choices) {
    const argument =
      node.major === 4 ? node.children.length : node.major === 5 ? node.children.length / 2 : node.argument
    node.head = headOf(node.major, Math.floor(argument), choices.pick([1, 2, 4, 8]))
  },
  function lyingHead(node, choices) {
    node.head = headOf(node.major, choices.pick(BOUNDARIES))
  },
  function indefinite(node) {
    node.head = Buffer.of(node.major * 32 + 31)
  },
  function nested(node, choices) {
    let inner = copy(node)
    const depth = choices.pick([1, 5, 6, 7, 50])
    for (let i = 0; i < depth; i++) inner = { ...leaf(4, 0), children: [inner] }
    become(node, inner)
  },
]

/** Takes a seed apart, changes up to three of its items and puts it together; bytes that are no CBOR are changed as bytes. */
export function mutateCbor(input: Uint8Array, choices: Choices, seeds: readonly Uint8Array[]): Buffer {
  const root = read(Buffer.from(input), 0, 0)
  if (root?.end !== input.length || choices.once(5)) return mutateBytes(input, choices, seeds)
  const other = read(Buffer.from(choices.pick(seeds)), 0, 0)
  const others = other === null ? [leaf(0, 0)] : all(other.node)
  const times = choices.pick([1, 1, 1, 2, 3])
  for (let i = 0; i < times; i++) choices.pick(CHANGES)(choices.pick(all(root.node)), choices, others)
  return write(root.node)
}
