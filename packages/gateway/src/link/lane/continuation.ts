import { type Checkpoint, type Frontier, leafHash, type Note, parseCheckpoint, parseNote } from '@rabt/ledger'
import { type Batch, decodeBatch, RabtError } from '@rabt/protocol'

/** A batch taken apart; nothing of it is verified yet. */
export interface OpenBatch {
  readonly bytes: Uint8Array
  readonly batch: Batch
  readonly note: Note
  readonly checkpoint: Checkpoint
  /** Size of the lane after the batch, by its own count. */
  readonly size: number
}

/** A batch that fits onto a lane: its leaves continue the tree to the root that its checkpoint states. Not yet a signature. */
export interface Continuation {
  readonly open: OpenBatch
  readonly leaves: readonly Buffer[]
  readonly frontier: Frontier
  readonly root: Buffer
}

/** @throws RabtError FRAME_INVALID, FRAME_LIMIT, NOTE_INVALID */
export function openBatch(bytes: Uint8Array): OpenBatch {
  const batch = decodeBatch(bytes)
  const note = parseNote(batch.checkpoint)
  return { bytes, batch, note, checkpoint: parseCheckpoint(note.body), size: batch.first + batch.entries.length }
}

/** @throws RabtError LANE_SIZE, LANE_ROOT, PEER_MISMATCH */
export function continueLane(open: OpenBatch, origin: string, frontier: Frontier): Continuation {
  if (open.checkpoint.origin !== origin)
    throw new RabtError('PEER_MISMATCH', {}, { detail: 'checkpoint of another lane' })
  if (open.batch.first !== frontier.size || open.checkpoint.size !== open.size) throw new RabtError('LANE_SIZE')
  const next = frontier.clone()
  const leaves = open.batch.entries.map((entry) => {
    const leaf = leafHash(entry)
    next.append(leaf)
    return leaf
  })
  const root = next.root()
  if (!root.equals(open.checkpoint.root)) throw new RabtError('LANE_ROOT')
  return { open, leaves, frontier: next, root }
}
