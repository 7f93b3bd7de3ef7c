import type { CborReader } from '../cbor/reader.ts'
import type { CborWriter } from '../cbor/writer.ts'
import { LIMITS } from '../limits.ts'
import type { Control, Refusal } from './entry.ts'
import {
  DIGEST_BYTES,
  isText,
  isUint,
  lanesProblem,
  rangeProblem,
  readLanes,
  readRange,
  readSlots,
  readVersion,
  slotsProblem,
  versionProblem,
  writeLanes,
  writeRange,
  writeSlots,
  writeVersion,
} from './parts.ts'

/** Writes the value of key 11. The origin of a `refused` control stands in key 25, not here. */
export const writeControl = (writer: CborWriter, control: Control): void => {
  writer.array(2).text(control.name)
  switch (control.name) {
    case 'open':
      writer.map(5).uint(1)
      writeRange(writer, control.versions)
      writer.uint(2).bytes(control.laneKey).uint(3)
      writeVersion(writer, control.directory)
      writer.uint(4)
      writeSlots(writer, control.slots)
      writer.uint(5)
      writeLanes(writer, control.earlier)
      break
    case 'settled':
      writeLanes(writer, control.lanes)
      break
    case 'seals':
      writer.array(control.digests.length)
      for (const digest of control.digests) writer.bytes(digest)
      break
    case 'refused':
      writer.array(control.items.length)
      for (const item of control.items) writer.array(3).uint(item.index).bytes(item.leaf).text(item.code)
      break
    case 'outcome':
      writer.text(control.code)
      break
  }
}

const counted = (length: number, max: number): boolean => length > 0 && length <= max

/** What a control holds that the format does not allow; null if nothing. */
export const controlProblem = (control: Control): string | null => {
  switch (control.name) {
    case 'open':
      return (
        rangeProblem(control.versions) ??
        (control.laneKey.length === DIGEST_BYTES ? null : 'lane key') ??
        versionProblem(control.directory) ??
        slotsProblem(control.slots) ??
        lanesProblem(control.earlier)
      )
    case 'settled':
      return counted(control.lanes.length, LIMITS.lanes) ? lanesProblem(control.lanes) : 'number of lanes'
    case 'seals':
      return counted(control.digests.length, LIMITS.batchSeals) &&
        control.digests.every((digest) => digest.length === DIGEST_BYTES)
        ? null
        : 'seals'
    case 'refused':
      return counted(control.items.length, LIMITS.batchEntries) &&
        control.items.every(
          (item) => isUint(item.index) && item.leaf.length === DIGEST_BYTES && isText(item.code, LIMITS.codeBytes),
        )
        ? null
        : 'refusals'
    case 'outcome':
      return isText(control.code, LIMITS.codeBytes) ? null : 'outcome'
  }
}

/** A control as it stands in key 11; of `refused` the origin is still missing. */
export type BareControl = Exclude<Control, { readonly name: 'refused' }> | BareRefused
interface BareRefused {
  readonly name: 'refused'
  readonly items: readonly Refusal[]
}

export const readControl = (reader: CborReader): BareControl => {
  reader.array(2, 2)
  const name = reader.text(16)
  switch (name) {
    case 'open':
      return readOpen(reader)
    case 'settled':
      return { name, lanes: readLanes(reader, 1) }
    case 'seals': {
      const digests: Uint8Array[] = []
      for (let left = reader.array(1, LIMITS.batchSeals); left > 0; left--) digests.push(reader.fixed(DIGEST_BYTES))
      return { name, digests }
    }
    case 'refused': {
      const items: Refusal[] = []
      for (let left = reader.array(1, LIMITS.batchEntries); left > 0; left--) {
        reader.array(3, 3)
        items.push({ index: reader.uint(), leaf: reader.fixed(DIGEST_BYTES), code: reader.text(LIMITS.codeBytes) })
      }
      return { name, items }
    }
    case 'outcome':
      return { name, code: reader.text(LIMITS.codeBytes) }
    default:
      throw reader.mistyped('unknown control')
  }
}

const readOpen = (reader: CborReader): BareControl => {
  if (reader.map() !== 5) throw reader.mistyped('open control needs five fields')
  const field = (key: number): void => {
    if (reader.key(key - 1) !== key) throw reader.mistyped('field of an open control')
  }
  field(1)
  const versions = readRange(reader)
  field(2)
  const laneKey = reader.fixed(DIGEST_BYTES)
  field(3)
  const directory = readVersion(reader)
  field(4)
  const slots = readSlots(reader)
  field(5)
  return { name: 'open', versions, laneKey, directory, slots, earlier: readLanes(reader, 0) }
}
