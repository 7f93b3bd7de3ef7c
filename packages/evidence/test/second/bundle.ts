import { array, bstr, type Item, isKeyText, map, readCbor, same, tstr, uint } from './cbor.ts'
import { readVersion, type Version } from './entry.ts'
import { sha256 } from './merkle.ts'
import { as, demand, refuse } from './refuse.ts'

/** The form of a bundle (docs/spec/evidence.md §1). */

const BAD = 'BUNDLE_FORMAT'
/** Bytes, and the number of files. */
const LIMIT = { file: 134_217_728, note: 32_768, line: 8192, head: 65_536, files: 4096, fileName: 256, federation: 512 }

export type Path = readonly Uint8Array[]
export interface Listed {
  readonly entry: Uint8Array
  readonly index: number
  readonly path: Path
}
export interface Blob {
  readonly salt: Uint8Array
  readonly bytes: Uint8Array
}
export interface BundleItem {
  readonly entry: Uint8Array
  readonly index: number
  readonly checkpoint: string
  readonly path: Path
  readonly receipt: {
    readonly line: string
    readonly other: { readonly size: number; readonly root: Uint8Array; readonly path: Path } | null
  } | null
  readonly seal: {
    readonly record: Uint8Array
    readonly position: number
    readonly path: Path
    readonly listed: Listed
  } | null
  readonly head: Blob | null
  readonly body: Blob | null
  readonly opening: { readonly entry: Uint8Array; readonly path: Path; readonly checkpoint: string | null } | null
  readonly witnesses: readonly string[]
  /** Holds parts that this verifier cannot judge (keys 11 to 13). */
  readonly isBeyondUs: boolean
}
export interface Bundle {
  readonly federation: string
  readonly items: readonly BundleItem[]
  readonly versions: readonly Version[]
  readonly files: ReadonlyMap<string, Buffer>
  readonly roots: readonly Buffer[]
}

const path = (item: Item | undefined): Path => array(item, BAD, 0, 53).map((one) => bstr(one, BAD, 32))

function readBlob(item: Item, most: number): Blob {
  const [salt, bytes] = array(item, BAD, 2)
  demand(bstr(bytes, BAD).length <= most, BAD, 'blob too long')
  return { salt: bstr(salt, BAD, 32), bytes: bstr(bytes, BAD) }
}

function readReceipt(item: Item): NonNullable<BundleItem['receipt']> {
  const [line, size, root, proof] = array(item, BAD, 1, 4)
  if (size === undefined) return { line: tstr(line, BAD, LIMIT.line), other: null }
  return {
    line: tstr(line, BAD, LIMIT.line),
    other: { size: uint(size, BAD), root: bstr(root, BAD, 32), path: path(proof) },
  }
}

function readSeal(item: Item): NonNullable<BundleItem['seal']> {
  const [record, position, own, listed] = array(item, BAD, 4)
  const [entry, index, proof] = array(listed, BAD, 3)
  return {
    record: bstr(record, BAD),
    position: uint(position, BAD),
    path: path(own),
    listed: { entry: bstr(entry, BAD), index: uint(index, BAD), path: path(proof) },
  }
}

function readOpening(item: Item): NonNullable<BundleItem['opening']> {
  const [entry, proof, checkpoint] = array(item, BAD, 2, 3)
  return {
    entry: bstr(entry, BAD),
    path: path(proof),
    checkpoint: checkpoint === undefined ? null : tstr(checkpoint, BAD, LIMIT.note),
  }
}

function readItem(value: Item): BundleItem {
  const fields = map(value, BAD)
  for (const key of fields.keys())
    demand(typeof key === 'number' && key >= 1 && key <= 13, BAD, 'unknown key of an item')
  const optional = <T>(key: number, read: (item: Item) => T): T | null => {
    const item = fields.get(key)
    return item === undefined ? null : read(item)
  }
  const unjudged = [11, 12, 13].filter((key) => fields.has(key))
  for (const key of unjudged) for (const one of array(fields.get(key), BAD, 1, 32)) bstr(one, BAD)
  return {
    entry: bstr(fields.get(1), BAD),
    index: uint(fields.get(2), BAD),
    checkpoint: tstr(fields.get(3), BAD, LIMIT.note),
    path: path(fields.get(4)),
    isBeyondUs: unjudged.length > 0,
    receipt: optional(5, readReceipt),
    seal: optional(6, readSeal),
    head: optional(7, (item) => readBlob(item, LIMIT.head)),
    body: optional(8, (item) => readBlob(item, LIMIT.file)),
    opening: optional(9, readOpening),
    witnesses: optional(10, (item) => array(item, BAD, 1, 32).map((one) => tstr(one, BAD, LIMIT.line))) ?? [],
  }
}

export function readBundle(file: Uint8Array): Bundle {
  demand(file.length > 32 && file.length <= LIMIT.file, BAD, 'length of the file')
  const at = file.length - 32
  demand(same(sha256(file.subarray(0, at)), file.subarray(at)), 'BUNDLE_DIGEST', 'digest')
  const fields = map(
    as(BAD, () => readCbor(file.subarray(0, at), 8)),
    BAD,
  )
  for (const key of fields.keys()) demand(typeof key === 'number' && key >= 1 && key <= 6, BAD, 'unknown key')
  demand(fields.get(1) === 'rabt-evidence/1', BAD, 'another format')
  const versions = array(fields.get(4), BAD, 1, 32).map((one) => readVersion(one, BAD))
  const files = [...map(fields.get(5), BAD)].map(([name, bytes]): [string, Buffer] => [
    typeof name === 'string' && isKeyText(name) ? tstr(name, BAD, LIMIT.fileName) : refuse(BAD, 'name of a file'),
    Buffer.from(bstr(bytes, BAD)),
  ])
  demand(files.length <= LIMIT.files, BAD, 'too many files')
  const roots = fields.get(6)
  return {
    federation: tstr(fields.get(2), BAD, LIMIT.federation),
    items: array(fields.get(3), BAD, 1, 16).map(readItem),
    versions,
    files: new Map(files),
    roots: roots === undefined ? [] : array(roots, BAD, 1, 256).map((one) => Buffer.from(bstr(one, BAD))),
  }
}
