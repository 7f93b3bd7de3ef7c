import { array, bstr, type Item, map, readCbor, tstr, uint } from './cbor.ts'
import { demandIdentifier, type Origin, parseOrigin } from './name.ts'
import { demand, refuse } from './refuse.ts'

/** docs/spec/link-log.cddl `entry` and link-log.md §1.1. */

const BAD = 'ENTRY_UNDECODABLE'
/** link-log.md §7. */
const LIMIT = { entry: 65_536, code: 64, identifier: 512, lanes: 4096, slots: 256, seals: 64, refused: 1024 } as const

export interface Version {
  readonly number: number
  readonly hash: Uint8Array
}
export interface BlobRef {
  readonly size: number
  readonly digest: Uint8Array
}
export interface Correlated {
  readonly origin: string
  readonly index: number
  readonly leaf: Uint8Array
}
export interface Control {
  readonly name: 'open' | 'settled' | 'seals' | 'refused' | 'outcome'
  /** `seals`: digests; `refused`: what is refused; `open`: the digest of the lane key. */
  readonly digests: readonly Uint8Array[]
  readonly refused: readonly { readonly index: number; readonly leaf: Uint8Array }[]
}
export interface Entry {
  readonly kind: number
  readonly created: number
  readonly sender: string
  readonly receiver: string
  readonly directory: Version
  readonly head: BlobRef | null
  readonly body: BlobRef | null
  readonly log: string | null
  readonly correlation: Correlated | null
  readonly agreement: string | null
  readonly service: string | null
  readonly method: string | null
  readonly control: Control | null
}

export const KIND = { request: 1, response: 2, control: 6 } as const

const digest = (item: Item | undefined): Uint8Array => bstr(item, BAD, 32)

export function readVersion(item: Item | undefined, code = BAD): Version {
  const [number, hash] = array(item, code, 2)
  return { number: uint(number, code), hash: bstr(hash, code, 32) }
}

function blobRef(item: Item | undefined): BlobRef | null {
  if (item === undefined) return null
  const [size, hash] = array(item, BAD, 2)
  return { size: uint(size, BAD), digest: digest(hash) }
}

function laneState(item: Item): void {
  const [origin, size, root] = array(item, BAD, 3)
  parseOrigin(tstr(origin, BAD), BAD)
  uint(size, BAD)
  digest(root)
}

function slot(item: Item): void {
  const [name, epoch, random] = array(item, BAD, 3)
  demand(/^[0-9]{1,10}b?$/.test(tstr(name, BAD)), BAD, 'slot')
  uint(epoch, BAD)
  bstr(random, BAD, 8)
}

function open(item: Item | undefined): Uint8Array {
  const fields = map(item, BAD)
  demand([...fields.keys()].join() === '1,2,3,4,5', BAD, 'fields of an opening')
  const [min, max] = array(fields.get(1), BAD, 2)
  demand(uint(min, BAD) <= uint(max, BAD), BAD, 'versions spoken')
  readVersion(fields.get(3))
  for (const one of array(fields.get(4), BAD, 0, LIMIT.slots)) slot(one)
  for (const one of array(fields.get(5), BAD, 0, LIMIT.lanes)) laneState(one)
  return digest(fields.get(2))
}

function control(item: Item | undefined): Control | null {
  if (item === undefined) return null
  const [name, value] = array(item, BAD, 2)
  const list = (most: number): readonly Item[] => array(value, BAD, 1, most)
  switch (name) {
    case 'open':
      return { name, digests: [open(value)], refused: [] }
    case 'settled':
      for (const one of list(LIMIT.lanes)) laneState(one)
      return { name, digests: [], refused: [] }
    case 'seals':
      return { name, digests: list(LIMIT.seals).map(digest), refused: [] }
    case 'refused': {
      const refused = list(LIMIT.refused).map((one) => {
        const [index, leaf, code] = array(one, BAD, 3)
        tstr(code, BAD, LIMIT.code)
        return { index: uint(index, BAD), leaf: digest(leaf) }
      })
      return { name, digests: [], refused }
    }
    case 'outcome':
      tstr(value, BAD, LIMIT.code)
      return { name, digests: [], refused: [] }
  }
  return refuse(BAD, 'unknown control')
}

const KNOWN = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 20, 21, 22, 23, 24, 25, 26, 27, 28])

export function readEntry(bytes: Uint8Array): Entry {
  demand(bytes.length <= LIMIT.entry, BAD, 'entry too long')
  const fields = map(readCbor(bytes), BAD)
  for (const key of fields.keys()) {
    demand(typeof key === 'number' && key >= 0, BAD, 'key that is no unsigned integer')
    demand(KNOWN.has(key) || key >= 1000, 'UPGRADE_NEEDED', 'unknown key below 1000')
  }
  const optional = <T>(key: number, read: (item: Item) => T): T | null => {
    const item = fields.get(key)
    return item === undefined ? null : read(item)
  }
  const text = (key: number, most: number): string | null => optional(key, (item) => tstr(item, BAD, most))
  const kind = uint(fields.get(21), BAD)
  demand(uint(fields.get(20), BAD) === 1, 'UPGRADE_NEEDED', 'format version')
  demand(kind >= 1 && kind <= 6, BAD, 'kind')
  const id = bstr(fields.get(1), BAD, 16)
  // RFC 9562 §5.7: version 7, variant 0b10.
  demand(((id[6] ?? 0) & 0xf0) === 0x70 && ((id[8] ?? 0) & 0xc0) === 0x80, BAD, 'id is no UUIDv7')
  uint(fields.get(3), BAD)
  bstr(fields.get(4), BAD, 16)
  optional(8, (item) => demand(uint(item, BAD) >= 100 && uint(item, BAD) <= 999, BAD, 'status'))
  text(9, LIMIT.code)
  optional(10, digest)
  const agreement = text(28, LIMIT.identifier)
  const log = optional(25, (item): Origin => parseOrigin(tstr(item, BAD), BAD))
  const answered = optional(7, (item) => {
    const [index, leaf] = array(item, BAD, 2)
    return { index: uint(index, BAD), leaf: digest(leaf) }
  })
  const said = control(fields.get(11))
  demand((said !== null) === (kind === KIND.control), BAD, 'control and kind')
  // `refused` names its entries itself, so that key 25 stands without key 7.
  const namesItself = said?.name === 'refused'
  demand(
    log !== null ? namesItself !== (answered !== null) : !namesItself && answered === null,
    BAD,
    'correlation and log',
  )
  const counts = [3, 4]
  return {
    kind,
    created: uint(fields.get(2), BAD),
    sender: demandIdentifier(tstr(fields.get(22), BAD), counts, BAD),
    receiver: demandIdentifier(tstr(fields.get(23), BAD), counts, BAD),
    directory: readVersion(fields.get(24)),
    head: blobRef(fields.get(5)),
    body: blobRef(fields.get(6)),
    log: log?.text ?? null,
    correlation: answered !== null && log !== null ? { origin: log.text, ...answered } : null,
    agreement,
    service: text(26, LIMIT.identifier),
    method: text(27, LIMIT.code),
    control: said,
  }
}
