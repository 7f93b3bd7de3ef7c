import { sameBytes } from '../bytes.ts'
import type { CborReader } from '../cbor/reader.ts'
import { CborWriter } from '../cbor/writer.ts'
import { RabtError } from '../error/rabt-error.ts'
import { isCanonicalId } from '../identifier/identifier.ts'
import { LIMITS } from '../limits.ts'
import { isOrigin } from '../origin/origin.ts'
import type { DirectoryVersion, Kind } from './entry.ts'
import { isText, readOrigin, readVersion, versionProblem, writeVersion } from './parts.ts'

/** Keys 20 to 28: what repeats from entry to entry between the same two parties. */
export interface Tail {
  readonly kind: Kind
  readonly sender: string
  readonly receiver: string
  readonly directory: DirectoryVersion
  readonly origin: string | null
  readonly service: string | null
  readonly method: string | null
  readonly agreement: string | null
}

/** A tail in its encoded form: `pairs` of the entry's map. */
interface EncodedTail extends Tail {
  readonly bytes: Buffer
  readonly pairs: number
}

const FORMAT_VERSION = 1
/** Both caches hold at most so many tails, of at most so many bytes each: they are filled with what peers send. */
const CACHE_TAILS = 1024
const CACHE_TAIL_BYTES = 2048
/** Tails of one sender that are searched one by one. */
const TAILS_PER_SENDER = 32

const encoded = new Map<string, EncodedTail[]>()
let encodedCount = 0
const decoded = new Map<string, { readonly tail: Tail; readonly pairs: number }>()

const matches = (
  tail: EncodedTail,
  kind: Kind,
  receiver: string,
  directory: DirectoryVersion,
  origin: string | null,
  service: string | null,
  method: string | null,
  agreement: string | null,
): boolean =>
  tail.kind === kind &&
  tail.receiver === receiver &&
  tail.origin === origin &&
  tail.service === service &&
  tail.method === method &&
  tail.agreement === agreement &&
  tail.directory.number === directory.number &&
  sameBytes(tail.directory.hash, directory.hash)

/** Encoded tail of an entry, from the cache if it was written before. `origin` is the value of key 25. */
export const encodeTail = (tail: Omit<Tail, 'origin'>, origin: string | null): EncodedTail => {
  const { kind, sender, receiver, directory, service, method, agreement } = tail
  const known = encoded.get(sender)
  if (known !== undefined) {
    for (const one of known) {
      if (matches(one, kind, receiver, directory, origin, service, method, agreement)) return one
    }
  }
  const fresh = writeTail({
    kind,
    sender,
    receiver,
    // The cache must not depend on bytes that the caller may reuse, nor hold 8 KiB of Node's pool for 32 bytes.
    directory: { number: directory.number, hash: Uint8Array.from(directory.hash) },
    origin,
    service,
    method,
    agreement,
  })
  remember(fresh)
  return fresh
}

const remember = (tail: EncodedTail): void => {
  if (tail.bytes.length > CACHE_TAIL_BYTES) return
  if (encodedCount >= CACHE_TAILS) {
    encoded.clear()
    encodedCount = 0
  }
  const known = encoded.get(tail.sender)
  if (known === undefined) encoded.set(tail.sender, [tail])
  else if (known.length < TAILS_PER_SENDER) known.push(tail)
  else {
    known.shift()
    known.push(tail)
    return
  }
  encodedCount++
}

const tailProblem = (tail: Tail): string | null => {
  if (!(Number.isInteger(tail.kind) && tail.kind >= 1 && tail.kind <= 6)) return 'kind'
  if (!isCanonicalId(tail.sender, 3, 4)) return 'sender'
  if (!isCanonicalId(tail.receiver, 3, 4)) return 'receiver'
  if (tail.origin !== null && !isOrigin(tail.origin)) return 'origin'
  if (tail.service !== null && !isText(tail.service, LIMITS.identifierBytes)) return 'service code'
  if (tail.method !== null && !isText(tail.method, LIMITS.codeBytes)) return 'method'
  if (tail.agreement !== null && !isText(tail.agreement, LIMITS.identifierBytes)) return 'agreement'
  return versionProblem(tail.directory)
}

const writeTail = (tail: Tail): EncodedTail => {
  const problem = tailProblem(tail)
  if (problem !== null) throw new RabtError('ENTRY_UNDECODABLE', {}, { detail: `cannot encode: ${problem}` })
  const writer = new CborWriter(512)
  writer.uint(20).uint(FORMAT_VERSION).uint(21).uint(tail.kind)
  writer.uint(22).text(tail.sender).uint(23).text(tail.receiver).uint(24)
  writeVersion(writer, tail.directory)
  let pairs = 5
  const optional = (key: number, value: string | null): void => {
    if (value === null) return
    writer.uint(key).text(value)
    pairs++
  }
  optional(25, tail.origin)
  optional(26, tail.service)
  optional(27, tail.method)
  optional(28, tail.agreement)
  // Its own memory: a slice of Node's pool would hold 8 KiB for as long as it is cached.
  const bytes = Buffer.from(Uint8Array.from(writer.finish()).buffer)
  return { ...tail, bytes, pairs }
}

/**
 * Reads the pairs from key 20 on. With `left` pairs to go and these bytes up to the end seen before, they are not parsed
 * again. `extra` is called with each key above 28, to read its value.
 */
export const readTail = (reader: CborReader, left: number, extra: (key: number) => void): Tail => {
  const start = reader.position
  const size = reader.input.length - start
  const bytes = size <= CACHE_TAIL_BYTES ? reader.input.toString('latin1', start) : null
  const known = bytes === null ? undefined : decoded.get(bytes)
  if (known !== undefined && known.pairs === left) {
    reader.advance(reader.input.length)
    return known.tail
  }
  let pure = true
  const tail = parseTail(reader, left, (key) => {
    pure = false
    extra(key)
  })
  if (bytes !== null && pure && reader.position === reader.input.length) {
    if (decoded.size >= CACHE_TAILS) decoded.clear()
    const { number, hash } = tail.directory
    const kept = { ...tail, directory: { number, hash: Uint8Array.from(hash) } }
    decoded.set(bytes, { tail: kept, pairs: left })
    return kept
  }
  return tail
}

const parseTail = (reader: CborReader, pairs: number, extra: (key: number) => void): Tail => {
  let left = pairs
  let previous = 0
  const required = (key: number): void => {
    if (left-- === 0 || reader.key(previous) !== key) throw reader.mistyped(`key ${key} is missing`)
    previous = key
  }
  required(20)
  const version = reader.uint()
  if (version > FORMAT_VERSION) throw new RabtError('UPGRADE_NEEDED', {}, { detail: `format version ${version}` })
  if (version !== FORMAT_VERSION) throw reader.mistyped('format version')
  required(21)
  const kind = reader.uint()
  if (kind < 1 || kind > 6) throw reader.mistyped('kind')
  required(22)
  const sender = readParty(reader)
  required(23)
  const receiver = readParty(reader)
  required(24)
  const directory = readVersion(reader)
  let origin: string | null = null
  let service: string | null = null
  let method: string | null = null
  let agreement: string | null = null
  for (; left > 0; left--) {
    previous = reader.key(previous)
    if (previous === 25) origin = readOrigin(reader)
    else if (previous === 26) service = reader.text(LIMITS.identifierBytes)
    else if (previous === 27) method = reader.text(LIMITS.codeBytes)
    else if (previous === 28) agreement = reader.text(LIMITS.identifierBytes)
    else extra(previous)
  }
  return { kind: kind as Kind, sender, receiver, directory, origin, service, method, agreement }
}

const readParty = (reader: CborReader): string => {
  const id = reader.text(LIMITS.identifierBytes)
  if (!isCanonicalId(id, 3, 4)) throw reader.mistyped('party is not a canonical identifier')
  return id
}
