import { HASH_BYTES } from '@rabt/ledger'
import { CborReader, type DirectoryVersion, LIMITS, sameBytes, sha256 } from '@rabt/protocol'
import { refuse } from '../refuse.ts'
import {
  BUNDLE_LIMITS,
  type Bundle,
  type EvidenceBlob,
  type EvidenceItem,
  FORMAT,
  type OpenEvidence,
  type ProvedEntry,
  type ReceiptEvidence,
  type SealEvidence,
} from './bundle.ts'
import { compareKeys, encodeBundle } from './encode.ts'

const SALT_BYTES = 32
const CODES = { malformed: 'BUNDLE_FORMAT', mistyped: 'BUNDLE_FORMAT' } as const

/**
 * Reads the file of a bundle. Says nothing about what it proves.
 * @throws RabtError BUNDLE_DIGEST when its last 32 bytes are not SHA-256 of the rest, BUNDLE_FORMAT when it is anything but
 * the one encoding of the format
 */
export function decodeBundle(file: Uint8Array): Bundle {
  if (file.length > BUNDLE_LIMITS.fileBytes) refuse('BUNDLE_FORMAT', 'file', 'FILE_TOO_LARGE')
  if (file.length <= HASH_BYTES) refuse('BUNDLE_FORMAT', 'file', 'NOT_A_BUNDLE')
  const content = file.subarray(0, file.length - HASH_BYTES)
  if (!sameBytes(sha256(content), file.subarray(file.length - HASH_BYTES))) {
    refuse('BUNDLE_DIGEST', 'file', 'DIGEST_DIFFERS')
  }
  const reader = new CborReader(content, CODES)
  const bundle = readBundle(reader)
  reader.end()
  // One bundle has one encoding: what we would not write, we do not read.
  if (!sameBytes(encodeBundle(bundle), file)) refuse('BUNDLE_FORMAT', 'file', 'NOT_CANONICAL')
  return bundle
}

function readBundle(reader: CborReader): Bundle {
  const pairs = reader.map()
  if (pairs !== 5 && pairs !== 6) refuse('BUNDLE_FORMAT', 'file', 'UNKNOWN_KEYS')
  expectKey(reader, 1)
  if (reader.text(LIMITS.identifierBytes) !== FORMAT) refuse('BUNDLE_FORMAT', 'file', 'OTHER_FORMAT')
  expectKey(reader, 2)
  const federation = reader.text(LIMITS.identifierBytes)
  expectKey(reader, 3)
  const items = list(reader, 1, BUNDLE_LIMITS.items, () => readItem(reader))
  expectKey(reader, 4)
  const versions = list(reader, 1, BUNDLE_LIMITS.versions, () => readVersion(reader))
  expectKey(reader, 5)
  const files = readFiles(reader)
  let rootChain: Uint8Array[] = []
  if (pairs === 6) {
    expectKey(reader, 6)
    rootChain = list(reader, 1, BUNDLE_LIMITS.roots, () => reader.bytes())
  }
  return { federation, items, versions, files, rootChain }
}

function readItem(reader: CborReader): EvidenceItem {
  const pairs = reader.map()
  if (pairs < 4 || pairs > 13) refuse('BUNDLE_FORMAT', 'item', 'UNKNOWN_KEYS')
  expectKey(reader, 1)
  const entry = reader.bytes()
  expectKey(reader, 2)
  const index = reader.uint()
  expectKey(reader, 3)
  const checkpoint = reader.text(LIMITS.noteBytes)
  expectKey(reader, 4)
  const proof = readProof(reader)
  let receipt: ReceiptEvidence | null = null
  let seal: SealEvidence | null = null
  let head: EvidenceBlob | null = null
  let body: EvidenceBlob | null = null
  let open: OpenEvidence | null = null
  let witnesses: string[] = []
  let stamps: Uint8Array[] = []
  let ocsp: Uint8Array[] = []
  let certificates: Uint8Array[] = []
  for (let read = 4, key = 4; read < pairs; read++) {
    key = reader.key(key)
    if (key === 5) receipt = readReceipt(reader)
    else if (key === 6) seal = readSeal(reader)
    else if (key === 7) head = readBlob(reader, LIMITS.headBytes)
    else if (key === 8) body = readBlob(reader, BUNDLE_LIMITS.fileBytes)
    else if (key === 9) open = readOpen(reader)
    else if (key === 10) witnesses = list(reader, 1, BUNDLE_LIMITS.lines, () => reader.text(BUNDLE_LIMITS.lineBytes))
    else if (key === 11) stamps = readTokens(reader)
    else if (key === 12) ocsp = readTokens(reader)
    else if (key === 13) certificates = readTokens(reader)
    else refuse('BUNDLE_FORMAT', 'item', 'UNKNOWN_KEYS')
  }
  return {
    entry,
    index,
    checkpoint,
    proof,
    receipt,
    seal,
    head,
    body,
    open,
    witnesses,
    stamps,
    ocsp,
    certificates,
  }
}

function readReceipt(reader: CborReader): ReceiptEvidence {
  const items = reader.array(1, 4)
  const line = reader.text(BUNDLE_LIMITS.lineBytes)
  if (items === 1) return { line, other: null }
  if (items !== 4) throw reader.mistyped('receipt')
  return { line, other: { size: reader.uint(), root: reader.fixed(HASH_BYTES), proof: readProof(reader) } }
}

function readSeal(reader: CborReader): SealEvidence {
  reader.array(4, 4)
  return { record: reader.bytes(), position: reader.uint(), path: readProof(reader), listed: readProved(reader) }
}

function readProved(reader: CborReader): ProvedEntry {
  reader.array(3, 3)
  return { entry: reader.bytes(), index: reader.uint(), proof: readProof(reader) }
}

function readOpen(reader: CborReader): OpenEvidence {
  const items = reader.array(2, 3)
  return {
    entry: reader.bytes(),
    proof: readProof(reader),
    checkpoint: items === 3 ? reader.text(LIMITS.noteBytes) : null,
  }
}

function readBlob(reader: CborReader, maxBytes: number): EvidenceBlob {
  reader.array(2, 2)
  const salt = reader.fixed(SALT_BYTES)
  const bytes = reader.bytes()
  if (bytes.length > maxBytes) throw reader.mistyped('blob is too large')
  return { salt, bytes }
}

function readVersion(reader: CborReader): DirectoryVersion {
  reader.array(2, 2)
  return { number: reader.uint(), hash: reader.fixed(HASH_BYTES) }
}

function readFiles(reader: CborReader): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  let last: string | null = null
  for (let left = reader.map(); left > 0; left--) {
    if (files.size === BUNDLE_LIMITS.files) throw reader.mistyped('too many files')
    const name = reader.text(BUNDLE_LIMITS.fileNameBytes)
    if (last !== null && compareKeys(last, name) >= 0) throw reader.malformed('map keys out of order or repeated')
    files.set(name, reader.bytes())
    last = name
  }
  return files
}

const readProof = (reader: CborReader): Uint8Array[] =>
  list(reader, 0, BUNDLE_LIMITS.proofHashes, () => reader.fixed(HASH_BYTES))

const readTokens = (reader: CborReader): Uint8Array[] => list(reader, 1, BUNDLE_LIMITS.tokens, () => reader.bytes())

function list<T>(reader: CborReader, min: number, max: number, read: () => T): T[] {
  return Array.from({ length: reader.array(min, max) }, read)
}

function expectKey(reader: CborReader, key: number): void {
  if (reader.uint() !== key) refuse('BUNDLE_FORMAT', 'file', 'UNKNOWN_KEYS')
}
