import type { EvidenceBlob, EvidenceItem, OpenEvidence, ProvedEntry, SealEvidence } from '@rabt/evidence'
import { Frontier, formatNote, inclusionProof, leafHash, parseLine, parseNote } from '@rabt/ledger'
import { decodeBatch, decodeSeal, type Entry, KIND, memberOf, RabtError, type Seal } from '@rabt/protocol'
import type { BlobFiles } from '../journal/blob-files.ts'
import type { Journal, StoredBatch } from '../journal/journal.ts'
import { decodeEntries } from '../link/lane/decode-entries.ts'
import type { Place } from './find-exchange.ts'

export interface GatherOptions {
  readonly journal: Journal
  readonly files: BlobFiles
}

/** Batches read to reach the receipt's checkpoint: receipts come after 4 batches at latest, so more means that one was lost. */
const MAX_BATCHES = 64

/**
 * Everything in the journal that speaks for one entry. The item's checkpoint is the earliest one that the receiver countersigned, if
 * there is one; the proofs need only the frontier before the entry's batch and the leaves from there on (docs/adr).
 */
export async function gatherItem(
  { journal, files }: GatherOptions,
  place: Place,
): Promise<{ item: EvidenceItem; entry: Entry }> {
  const own = await journal.batchOf(place.lane, place.index)
  if (!own) throw new RabtError('EVIDENCE_NOT_FOUND')
  const receipt = await journal.receiptCovering(place.lane, place.index + 1)
  const batches = await batchesUpTo(journal, own, receipt?.size ?? null)
  const last = batches.at(-1) as StoredBatch
  const size = last.first + last.count
  const covered = receipt !== null && receipt.size === size
  const before =
    own.first === 0
      ? new Frontier()
      : Frontier.decode(own.first, (await ending(journal, place.lane, own.first)).frontier)
  const leaves = batches.flatMap((batch) => decodeBatch(batch.bytes).entries.map(leafHash))
  const prove = (entry: Uint8Array, index: number): ProvedEntry => ({
    entry,
    index,
    proof: inclusionProof(before, leaves, index, size),
  })
  const { entries: encoded, seals } = decodeBatch(own.bytes)
  const decoded = decodeEntries(encoded)
  const at = place.index - own.first
  const entry = decoded.entries[at]
  if (!entry) throw new RabtError('EVIDENCE_NOT_FOUND')
  const blobs = await blobsOf(files, own, decoded.entries, at)
  return {
    entry,
    item: {
      ...prove(encoded[at] as Uint8Array, place.index),
      checkpoint: await fullNote(journal, last, size),
      receipt: receipt && covered ? { line: receipt.line, other: null } : null,
      seal: entry.kind === KIND.control ? null : sealOf(own, decoded.entries, encoded, seals, at, prove),
      head: blobs.head,
      body: blobs.body,
      open: await openOf(journal, place.lane),
      witnesses: [],
      stamps: [],
      ocsp: [],
      certificates: [],
    },
  }
}

async function batchesUpTo(journal: Journal, own: StoredBatch, size: number | null): Promise<StoredBatch[]> {
  if (size === null || size === own.first + own.count) return [own]
  const batches = await journal.batches(own.lane, own.first, MAX_BATCHES, false)
  const end = batches.findIndex((batch) => batch.first + batch.count === size)
  return end < 0 ? [own] : batches.slice(0, end + 1)
}

async function ending(journal: Journal, lane: number, size: number): Promise<StoredBatch> {
  const batch = await journal.batchEnding(lane, size)
  if (!batch) throw new RabtError('INTERNAL_ERROR', {}, { detail: `lane ${lane} has no batch that ends at ${size}` })
  return batch
}

/** The batch's note with the lines that came later. */
async function fullNote(journal: Journal, batch: StoredBatch, size: number): Promise<string> {
  const { checkpoint } = decodeBatch(batch.bytes)
  const late = await journal.lines(batch.lane, size)
  if (late.length === 0) return checkpoint
  const note = parseNote(checkpoint)
  const lines = checkpoint.slice(note.body.length + 1, -1).split('\n')
  for (const line of late) if (!lines.includes(line) && parseLine(line)) lines.push(line)
  return formatNote(note.body, lines)
}

function sealOf(
  batch: StoredBatch,
  entries: readonly (Entry | null)[],
  encoded: readonly Uint8Array[],
  seals: readonly Uint8Array[],
  at: number,
  prove: (entry: Uint8Array, index: number) => ProvedEntry,
): SealEvidence | null {
  const member = memberOf(entries[at]?.sender ?? '')
  const record = seals.find((candidate) => memberOfSeal(candidate) === member)
  const listed = encoded.length - 1
  if (!record || entries[listed]?.control?.name !== 'seals') return null
  const sealed = entries.flatMap((entry, i) =>
    entry && entry.kind !== KIND.control && memberOf(entry.sender) === member ? [i] : [],
  )
  const position = sealed.indexOf(at)
  const leaves = sealed.map((i) => leafHash(encoded[i] as Uint8Array))
  return {
    record,
    position,
    path: inclusionProof(new Frontier(), leaves, position, leaves.length),
    listed: prove(encoded[listed] as Uint8Array, batch.first + listed),
  }
}

function memberOfSeal(record: Uint8Array): string | null {
  let seal: Seal
  try {
    seal = decodeSeal(record)
  } catch (error) {
    if (error instanceof RabtError) return null
    throw error
  }
  return seal.member
}

/** The lane's first entry, in the checkpoint of its own batch. */
async function openOf(journal: Journal, lane: number): Promise<OpenEvidence | null> {
  const first = await journal.batchOf(lane, 0)
  if (!first) return null
  const { entries, checkpoint } = decodeBatch(first.bytes)
  const leaves = entries.map(leafHash)
  return {
    entry: entries[0] as Uint8Array,
    proof: inclusionProof(new Frontier(), leaves, 0, leaves.length),
    checkpoint,
  }
}

const SALT_BYTES = 32

/** Head and body of one entry of a batch, as far as they are still held. */
export async function blobsOf(
  files: BlobFiles,
  batch: StoredBatch,
  entries: readonly (Entry | null)[],
  at: number,
): Promise<{ head: EvidenceBlob | null; body: EvidenceBlob | null }> {
  let next = 0
  for (const entry of entries.slice(0, at)) next += (entry?.head ? 1 : 0) + (entry?.body ? 1 : 0)
  const entry = entries[at]
  const take = async (ref: Entry['head']): Promise<EvidenceBlob | null> => {
    if (!ref) return null
    const item = batch.blobs[next++]
    const bytes = item === null ? await files.read(ref.digest) : item
    return bytes ? { salt: bytes.subarray(0, SALT_BYTES), bytes: bytes.subarray(SALT_BYTES) } : null
  }
  const head = await take(entry?.head ?? null)
  return { head, body: await take(entry?.body ?? null) }
}
