import { encodeAny, readAny } from '../cbor/any.ts'
import { CborReader } from '../cbor/reader.ts'
import { CborWriter } from '../cbor/writer.ts'
import { RabtError } from '../error/rabt-error.ts'
import { LIMITS } from '../limits.ts'
import { type BareControl, controlProblem, readControl, writeControl } from './control.ts'
import { type BlobRef, type Control, type Correlation, type Entry, KIND } from './entry.ts'
import { DIGEST_BYTES, isText, isUint } from './parts.ts'
import { encodeTail, readTail, type Tail } from './tail.ts'
import { isUuid7 } from './uuid7.ts'

const FIRST_EXTRA_KEY = 1000
const FIRST_TAIL_KEY = 20
const LAST_TAIL_KEY = 28
const SALT_BYTES = 16
const CODES = { malformed: 'CBOR_INVALID', mistyped: 'ENTRY_UNDECODABLE' } as const

// Everything here is synchronous: one writer serves all entries.
const writer = new CborWriter(LIMITS.entryBytes)

const refused = (detail: string): RabtError => new RabtError('ENTRY_UNDECODABLE', {}, { detail })

const blobProblem = (blob: BlobRef | null): boolean =>
  blob !== null && !(isUint(blob.size) && blob.digest.length === DIGEST_BYTES)

/** What an entry holds that the format does not allow, beside its tail; null if nothing. */
const problem = (entry: Entry): string | null => {
  const { correlation, idempotency, control, status } = entry
  if (!isUuid7(entry.id)) return 'id is not a UUIDv7'
  if (!isUint(entry.created) || !isUint(entry.deadline)) return 'time'
  if (entry.salt.length !== SALT_BYTES) return 'salt'
  if (blobProblem(entry.head) || blobProblem(entry.body)) return 'blob'
  if (correlation !== null && !(isUint(correlation.index) && correlation.leaf.length === DIGEST_BYTES))
    return 'correlation'
  if (status !== null && !(Number.isInteger(status) && status >= 100 && status <= 999)) return 'status'
  if (entry.outcome !== null && !isText(entry.outcome, LIMITS.codeBytes)) return 'outcome'
  if (idempotency !== null && idempotency.length !== DIGEST_BYTES) return 'idempotency tag'
  if (control !== null)
    return control.name === 'refused' && correlation !== null ? 'correlation' : controlProblem(control)
  return null
}

const writeBlob = (key: number, blob: BlobRef): void => {
  writer.uint(key).array(2).uint(blob.size).bytes(blob.digest)
}

const present = (value: unknown): number => (value === null ? 0 : 1)

const extraPairs = (extra: ReadonlyMap<number, unknown> | null): [number, Uint8Array][] => {
  if (extra === null) return []
  return [...extra.entries()]
    .sort(([a], [b]) => a - b)
    .map(([key, value]) => {
      if (!(isUint(key) && key >= FIRST_EXTRA_KEY)) throw refused('cannot encode: extra key')
      return [key, encodeExtra(value)]
    })
}

const encodeExtra = (value: unknown): Uint8Array => {
  try {
    const bytes = encodeAny(value)
    const reader = new CborReader(bytes, CODES)
    readAny(reader, LIMITS.cborDepth - 1)
    return bytes
  } catch (cause) {
    throw new RabtError('ENTRY_UNDECODABLE', {}, { detail: 'cannot encode: extra value', cause })
  }
}

/**
 * Encodes an entry (docs/spec/link-log.cddl `entry`) as deterministic CBOR.
 * Throws ENTRY_UNDECODABLE for an entry that `decodeEntry` would not read back.
 */
export const encodeEntry = (entry: Entry): Buffer => {
  const { correlation, control } = entry
  const wrong = problem(entry) ?? ((control !== null) === (entry.kind === KIND.control) ? null : 'control')
  if (wrong !== null) throw refused(`cannot encode: ${wrong}`)
  const tail = encodeTail(entry, control?.name === 'refused' ? control.origin : (correlation?.origin ?? null))
  const extra = extraPairs(entry.extra)
  const optional = present(entry.head) + present(entry.body) + present(correlation) + present(entry.status)
  const rarely = present(entry.outcome) + present(entry.idempotency) + present(control)
  writer.reset()
  writer.map(4 + optional + rarely + tail.pairs + extra.length)
  writer.uint(1).bytes(entry.id).uint(2).uint(entry.created).uint(3).uint(entry.deadline).uint(4).bytes(entry.salt)
  if (entry.head !== null) writeBlob(5, entry.head)
  if (entry.body !== null) writeBlob(6, entry.body)
  if (correlation !== null) writer.uint(7).array(2).uint(correlation.index).bytes(correlation.leaf)
  if (entry.status !== null) writer.uint(8).uint(entry.status)
  if (entry.outcome !== null) writer.uint(9).text(entry.outcome)
  if (entry.idempotency !== null) writer.uint(10).bytes(entry.idempotency)
  if (control !== null) {
    writer.uint(11)
    writeControl(writer, control)
  }
  writer.raw(tail.bytes)
  for (const [key, value] of extra) writer.uint(key).raw(value)
  const bytes = writer.take()
  if (bytes.length > LIMITS.entryBytes) throw refused(`cannot encode: ${bytes.length} bytes`)
  return bytes
}

const readBlob = (reader: CborReader): BlobRef => {
  reader.array(2, 2)
  return { size: reader.uint(), digest: reader.fixed(DIGEST_BYTES) }
}

/** A key where it cannot stand. One that this version does not know, below 1000, would change the meaning of the entry. */
const strangeKey = (reader: CborReader, key: number): RabtError =>
  key < FIRST_EXTRA_KEY && (key < FIRST_TAIL_KEY || key > LAST_TAIL_KEY)
    ? new RabtError('UPGRADE_NEEDED', {}, { detail: `unknown key ${key}` })
    : reader.mistyped('key 20 is missing')

const withOrigin = (reader: CborReader, control: BareControl | null, tail: Tail): Control | null => {
  if (control?.name !== 'refused') return control
  if (tail.origin === null) throw reader.mistyped('key 25 is missing')
  return { ...control, origin: tail.origin }
}

/**
 * Decodes an entry. Byte strings are views of `bytes`. Throws UPGRADE_NEEDED (unknown key below 1000, or a newer format),
 * CBOR_INVALID (not deterministic CBOR) or ENTRY_UNDECODABLE (a field of another type or value than the format says).
 */
export const decodeEntry = (bytes: Uint8Array): Entry => {
  if (bytes.length > LIMITS.entryBytes) throw refused(`${bytes.length} bytes`)
  const reader = new CborReader(bytes, CODES)
  let id: Uint8Array | null = null
  let created = -1
  let deadline = -1
  let salt: Uint8Array | null = null
  let head: BlobRef | null = null
  let body: BlobRef | null = null
  let index = -1
  let leaf: Uint8Array | null = null
  let status: number | null = null
  let outcome: string | null = null
  let idempotency: Uint8Array | null = null
  let bare: BareControl | null = null
  let left = reader.map()
  for (let key = -1; left > 0 && reader.peekByte() !== FIRST_TAIL_KEY; left--) {
    key = reader.key(key)
    switch (key) {
      case 1:
        id = reader.fixed(16)
        if (!isUuid7(id)) throw reader.mistyped('id is not a UUIDv7')
        break
      case 2:
        created = reader.uint()
        break
      case 3:
        deadline = reader.uint()
        break
      case 4:
        salt = reader.fixed(SALT_BYTES)
        break
      case 5:
        head = readBlob(reader)
        break
      case 6:
        body = readBlob(reader)
        break
      case 7:
        reader.array(2, 2)
        index = reader.uint()
        leaf = reader.fixed(DIGEST_BYTES)
        break
      case 8:
        status = reader.uint()
        if (status < 100 || status > 999) throw reader.mistyped('status')
        break
      case 9:
        outcome = reader.text(LIMITS.codeBytes)
        break
      case 10:
        idempotency = reader.fixed(DIGEST_BYTES)
        break
      case 11:
        bare = readControl(reader)
        break
      default:
        throw strangeKey(reader, key)
    }
  }
  let extra: Map<number, unknown> | null = null
  const tail = readTail(reader, left, (key) => {
    if (key < FIRST_EXTRA_KEY) throw strangeKey(reader, key)
    extra ??= new Map()
    extra.set(key, readAny(reader, LIMITS.cborDepth - 1))
  })
  reader.end()
  if (id === null || created < 0 || deadline < 0 || salt === null)
    throw reader.mistyped('one of the keys 1 to 4 is missing')
  if ((bare !== null) !== (tail.kind === KIND.control)) throw reader.mistyped('control field and kind disagree')
  const control = withOrigin(reader, bare, tail)
  let correlation: Correlation | null = null
  if (leaf !== null) {
    if (tail.origin === null || control?.name === 'refused') throw reader.mistyped('correlation')
    correlation = { origin: tail.origin, index, leaf }
  } else if (tail.origin !== null && control?.name !== 'refused') throw reader.mistyped('key 25 without key 7')
  return {
    id,
    created,
    deadline,
    salt,
    head,
    body,
    correlation,
    status,
    outcome,
    idempotency,
    control,
    kind: tail.kind,
    sender: tail.sender,
    receiver: tail.receiver,
    directory: tail.directory,
    service: tail.service,
    method: tail.method,
    agreement: tail.agreement,
    extra,
  }
}
