import { type HelloFrame, parseOrigin, type RunSlot } from '@rabt/protocol'
import type { LaneRow } from '../journal/journal.ts'
import type { Kernel } from './kernel.ts'
import { openBatch } from './lane/continuation.ts'
import { laneNote } from './lane/own-note.ts'

/** A hello that names fewer lanes names all that its writer knows (Journal.settledLately). */
const SETTLED_NAMED = 32

/** The peer's unsettled lanes, and those that its hello names. */
export async function storedLanes(
  { journal }: Pick<Kernel, 'journal'>,
  peer: string,
  hello: HelloFrame,
): Promise<LaneRow[]> {
  const stored = (await journal.unsettledLanes()).filter((lane) => !lane.own && lane.peer === peer)
  // A writer that was restored from a backup does not know of lanes that were settled since.
  const oldest = Math.min(...hello.lanes.map(({ origin }) => parseOrigin(origin).epoch))
  for (const lane of await journal.settledLately(false))
    if (lane.peer === peer && (hello.lanes.length < SETTLED_NAMED || lane.epoch > oldest)) stored.push(lane)
  for (const { origin } of hello.lanes) {
    if (stored.some((lane) => lane.origin === origin)) continue
    const row = await journal.lane(false, origin)
    if (row?.peer === peer) stored.push(row)
  }
  return stored
}

/** A checkpoint of a later run of the slot, which shows the writer that its run is over; null if there is none. */
export async function laterRun(
  { journal }: Pick<Kernel, 'journal'>,
  peer: string,
  { slot, epoch }: RunSlot,
): Promise<string | null> {
  const lanes = [...(await journal.unsettledLanes()), ...(await journal.settledLately(false))]
  const later = lanes.find(
    (lane) => !lane.own && lane.peer === peer && lane.slot === slot && lane.epoch > epoch && lane.size > 0,
  )
  const batch = later && (await journal.batchEnding(later.id, later.size))
  return batch ? laneNote(openBatch(batch.bytes).note, later.origin) : null
}
