import type { Choices } from '../choices.ts'
import { BOUNDARIES, mutateBytes } from './bytes.ts'

/** One element of BER or DER (X.690 §8.1). */
interface Element {
  tag: number
  children: Element[]
  content: Buffer
  /** Set by a mutation: the length octets that are written instead of the right ones. */
  length: Buffer | null
}

const MAX_DEPTH = 24
const CONSTRUCTED = 0x20

function read(input: Buffer, depth: number): Element[] | null {
  const elements: Element[] = []
  for (let at = 0; at < input.length; ) {
    const tag = input[at] as number
    const first = input[at + 1]
    if (first === undefined || first === 128 || first > 131) return null
    const octets = first > 128 ? first - 128 : 0
    if (at + 2 + octets > input.length) return null
    const size = octets === 0 ? first : input.readUIntBE(at + 2, octets)
    const start = at + 2 + octets
    if (start + size > input.length) return null
    const content = input.subarray(start, start + size)
    // Extensions and answers stand within octet strings.
    const inside = depth < MAX_DEPTH && ((tag & CONSTRUCTED) !== 0 || tag === 0x04) ? read(content, depth + 1) : null
    elements.push({ tag, content, children: inside ?? [], length: null })
    at = start + size
  }
  return elements
}

function lengthOf(size: number): Buffer {
  if (size < 128) return Buffer.of(size)
  if (size < 0x100) return Buffer.of(0x81, size)
  return size < 0x1_0000
    ? Buffer.of(0x82, size >>> 8, size & 255)
    : Buffer.of(0x83, size >>> 16, (size >>> 8) & 255, size & 255)
}

function write(element: Element): Buffer {
  const content = element.children.length > 0 ? Buffer.concat(element.children.map(write)) : element.content
  return Buffer.concat([Buffer.of(element.tag), element.length ?? lengthOf(content.length), content])
}

function all(element: Element, found: Element[] = []): Element[] {
  found.push(element)
  for (const child of element.children) all(child, found)
  return found
}

type Change = (element: Element, choices: Choices, others: readonly Element[]) => void
/** Its own copy: what stands at two places of a tree could else be put into itself. */
const copy = (element: Element): Element => ({ ...element, children: element.children.map(copy) })
const OIDS = ['2a864886f70d010101', '2b6570', '550403', '60864801650304030b', '80', '', 'ff'.repeat(40)]

const CHANGES: readonly Change[] = [
  (element, choices) => {
    element.tag = choices.pick([2, 3, 4, 5, 6, 12, 19, 23, 24, 48, 49, 0xa0, 0xa3, 0x1f, 0xff])
  },
  (element, choices) => {
    element.children = []
    element.content = mutateBytes(element.content, choices, [element.content])
  },
  (element, choices) => {
    if (element.tag === 6) element.content = Buffer.from(choices.pick(OIDS), 'hex')
  },
  (element, choices) => void element.children.splice(choices.below(element.children.length), 1),
  (element, choices) => {
    const child = element.children[choices.below(element.children.length)]
    if (child === undefined) return
    const times = write(child).length < 300 ? choices.pick([1, 2, 300]) : 1
    element.children.push(...Array.from({ length: times }, () => copy(child)))
  },
  (element, choices, others) => void Object.assign(element, copy(choices.pick(others))),
  (element, choices) => {
    const size = Buffer.alloc(8)
    size.writeBigUInt64BE(BigInt(choices.pick(BOUNDARIES)))
    const octets = choices.pick([1, 2, 3, 4, 8])
    element.length = Buffer.concat([Buffer.of(128 + octets), size.subarray(8 - octets)])
  },
  (element) => {
    element.length = Buffer.of(128)
  },
  (element, choices) => {
    let inner: Element = { ...element }
    const depth = choices.pick([1, 30, 3_000])
    for (let i = 0; i < depth; i++) {
      const content = write(inner)
      if (content.length > 30_000) break
      inner = { tag: 0x30, content, children: [], length: null }
    }
    Object.assign(element, inner)
  },
]

/** Changes elements of certificates and OCSP answers. */
export function mutateDer(input: Uint8Array, choices: Choices, seeds: readonly Uint8Array[]): Buffer {
  const elements = read(Buffer.from(input), 0)
  const root = elements?.[0]
  if (root === undefined || choices.once(5)) return mutateBytes(input, choices, seeds)
  const others = all(read(Buffer.from(choices.pick(seeds)), 0)?.[0] ?? root)
  const times = choices.pick([1, 1, 1, 2, 3])
  for (let i = 0; i < times; i++) choices.pick(CHANGES)(choices.pick(all(root)), choices, others)
  return write(root)
}
