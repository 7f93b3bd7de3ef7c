import type { CborReader } from '../cbor/reader.ts'
import { bytesSize, type CborWriter, headSize, textSize } from '../cbor/writer.ts'
import { LIMITS } from '../limits.ts'
import { isOrigin, isSlot } from '../origin/origin.ts'
import type { DirectoryVersion, LaneState, RunSlot, VersionRange } from './entry.ts'

// Pieces that entries and frames share (docs/spec/link-log.cddl): version, lane-state, slots, [min, max].

export const DIGEST_BYTES = 32
const RANDOM_BYTES = 8
const SLOT_BYTES = 11

export const writeVersion = (writer: CborWriter, version: DirectoryVersion): void => {
  writer.array(2).uint(version.number).bytes(version.hash)
}

export const readVersion = (reader: CborReader): DirectoryVersion => {
  reader.array(2, 2)
  return { number: reader.uint(), hash: reader.fixed(DIGEST_BYTES) }
}

export const versionSize = (version: DirectoryVersion): number => 1 + headSize(version.number) + bytesSize(DIGEST_BYTES)

export const writeRange = (writer: CborWriter, range: VersionRange): void => {
  writer.array(2).uint(range.min).uint(range.max)
}

export const readRange = (reader: CborReader): VersionRange => {
  reader.array(2, 2)
  const range = { min: reader.uint(), max: reader.uint() }
  if (range.min > range.max) throw reader.mistyped('version range is empty')
  return range
}

export const rangeSize = (range: VersionRange): number => 1 + headSize(range.min) + headSize(range.max)

/** An origin in its one canonical form. */
export const readOrigin = (reader: CborReader): string => {
  const origin = reader.text(LIMITS.originBytes)
  if (!isOrigin(origin)) throw reader.mistyped('origin')
  return origin
}

export const writeLanes = (writer: CborWriter, lanes: readonly LaneState[]): void => {
  writer.array(lanes.length)
  for (const lane of lanes) writer.array(3).text(lane.origin).uint(lane.size).bytes(lane.root)
}

export const readLanes = (reader: CborReader, min: number): LaneState[] => {
  const lanes: LaneState[] = []
  for (let left = reader.array(min, LIMITS.lanes); left > 0; left--) {
    reader.array(3, 3)
    lanes.push({ origin: readOrigin(reader), size: reader.uint(), root: reader.fixed(DIGEST_BYTES) })
  }
  return lanes
}

export const lanesSize = (lanes: readonly LaneState[]): number =>
  lanes.reduce(
    (sum, lane) => sum + 1 + textSize(lane.origin) + headSize(lane.size) + bytesSize(DIGEST_BYTES),
    headSize(lanes.length),
  )

export const writeSlots = (writer: CborWriter, slots: readonly RunSlot[]): void => {
  writer.array(slots.length)
  for (const slot of slots) writer.array(3).text(slot.slot).uint(slot.epoch).bytes(slot.random)
}

export const readSlots = (reader: CborReader): RunSlot[] => {
  const slots: RunSlot[] = []
  for (let left = reader.array(0, LIMITS.runSlots); left > 0; left--) {
    reader.array(3, 3)
    const slot = reader.text(SLOT_BYTES)
    if (!isSlot(slot)) throw reader.mistyped('slot')
    slots.push({ slot, epoch: reader.uint(), random: reader.fixed(RANDOM_BYTES) })
  }
  return slots
}

export const slotsSize = (slots: readonly RunSlot[]): number =>
  slots.reduce(
    (sum, slot) => sum + 1 + textSize(slot.slot) + headSize(slot.epoch) + bytesSize(RANDOM_BYTES),
    headSize(slots.length),
  )

/** What is wrong with a part that is about to be written; null if nothing. Readers refuse the same. */
export const versionProblem = ({ number, hash }: DirectoryVersion): string | null =>
  isUint(number) && hash.length === DIGEST_BYTES ? null : 'directory version'

export const rangeProblem = ({ min, max }: VersionRange): string | null =>
  isUint(min) && isUint(max) && min <= max ? null : 'version range'

export const lanesProblem = (lanes: readonly LaneState[]): string | null =>
  lanes.length <= LIMITS.lanes &&
  lanes.every((lane) => isOrigin(lane.origin) && isUint(lane.size) && lane.root.length === DIGEST_BYTES)
    ? null
    : 'lanes'

export const slotsProblem = (slots: readonly RunSlot[]): string | null =>
  slots.length <= LIMITS.runSlots &&
  slots.every((slot) => isSlot(slot.slot) && isUint(slot.epoch) && slot.random.length === RANDOM_BYTES)
    ? null
    : 'slots'

/** Whether a number can stand in the format: an integer from 0 to 2^53-1. */
export const isUint = (n: number): boolean => Number.isSafeInteger(n) && n >= 0

/** Whether a text can stand in the format within `maxBytes` encoded bytes. */
export const isText = (text: string, maxBytes: number): boolean =>
  text.length <= maxBytes && Buffer.byteLength(text) <= maxBytes && text.isWellFormed()
