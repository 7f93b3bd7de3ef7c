import { formatLine, formatNote, type Note, parseCheckpoint, parseNote } from '@rabt/ledger'
import { parseOrigin, RabtError, type RunSlot } from '@rabt/protocol'
import type { Kernel } from '../kernel.ts'
import { signedBy } from './lane-reader.ts'

/** A checkpoint with its lane line alone: small enough for a fault frame. */
export function laneNote(note: Note, origin: string): string {
  const lines = note.lines.filter(({ name }) => name === origin)
  return formatNote(
    note.body,
    lines.map(({ name, keyId, signature }) => formatLine(name, keyId, signature)),
  )
}

/**
 * Whether a peer shows, by a checkpoint that a key of ours signed, that a later run of one of these slots exists (spec link-log §1.4).
 * Anything else that it says ends no run.
 */
export function showsLaterRun(
  message: string,
  kernel: Pick<Kernel, 'gateway' | 'federation' | 'view'>,
  peer: string,
  run: readonly RunSlot[],
): boolean {
  try {
    const note = parseNote(message)
    const { origin } = parseCheckpoint(note.body)
    const { sender, receiver, federation, slot, epoch } = parseOrigin(origin)
    if (sender !== kernel.gateway || receiver !== peer || federation !== kernel.federation) return false
    const keys = kernel.view().gateways.get(kernel.gateway)?.keys ?? []
    return (
      run.some((own) => own.slot === slot && own.epoch < epoch) &&
      keys.some((key) => key.use === 'lane' && signedBy(note, origin, key))
    )
  } catch (error) {
    if (error instanceof RabtError) return false
    throw error
  }
}
