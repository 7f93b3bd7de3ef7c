import type { DirectoryView, GatewayKey, SealKey } from '@rabt/directory'
import type { Checkpoint } from '@rabt/ledger'
import type { Entry, Origin } from '@rabt/protocol'
import type { EvidenceItem } from '../bundle/bundle.ts'

/** A checkpoint of the item's lane with the body that its lines sign. */
export interface LaneCheckpoint extends Checkpoint {
  readonly body: string
}

/** An item whose own parts have verified; what other entries say of it comes after. */
export interface JudgedItem {
  /** From 1. */
  readonly number: number
  readonly item: EvidenceItem
  readonly entry: Entry
  readonly leaf: Uint8Array
  readonly lane: Origin
  readonly checkpoint: LaneCheckpoint
  /** The directory that the entry names, as of its creation. */
  readonly view: DirectoryView
  readonly laneKey: GatewayKey
  /** null for controls. */
  readonly sealKey: SealKey | null
}

export const isoTime = (unixMs: number): string => {
  const date = new Date(unixMs)
  return Number.isNaN(date.getTime()) ? String(unixMs) : date.toISOString()
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Whether a published key could sign at `time` (Unix ms): published, and not yet withdrawn. */
export const couldSign = (key: { readonly from: number; readonly retired: number | null }, time: number): boolean =>
  key.from <= time && (key.retired === null || key.retired > time)
