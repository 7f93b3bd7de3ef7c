import type { DirectoryVersion } from '@rabt/protocol'

/** Name and version of the format (docs/spec/evidence.md). */
export const FORMAT = 'rabt-evidence/1'

/** A head or body with its salt (32 bytes). */
export interface EvidenceBlob {
  readonly salt: Uint8Array
  readonly bytes: Uint8Array
}

/** An entry of the same lane, proved in the item's checkpoint. */
export interface ProvedEntry {
  readonly entry: Uint8Array
  readonly index: number
  readonly proof: readonly Uint8Array[]
}

/** The receiving gateway's cosignature: over the item's checkpoint, or over another one of the lane that covers the entry. */
export interface ReceiptEvidence {
  readonly line: string
  readonly other: { readonly size: number; readonly root: Uint8Array; readonly proof: readonly Uint8Array[] } | null
}

/** The seal record, where the entry stands among the member's leaves, and the `control: seals` entry that lists the record. */
export interface SealEvidence {
  readonly record: Uint8Array
  readonly position: number
  readonly path: readonly Uint8Array[]
  readonly listed: ProvedEntry
}

/** The lane's first entry, proved in the item's checkpoint or, with a note of its own, in an earlier or later one of the lane. */
export interface OpenEvidence {
  readonly entry: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: string | null
}

/** One entry with all that speaks for it. Hashes are 32 bytes. */
export interface EvidenceItem extends ProvedEntry {
  /** Signed note: lane line, and an ML-DSA-44 line if there is one. */
  readonly checkpoint: string
  readonly receipt: ReceiptEvidence | null
  /** null for controls, which no member seals. */
  readonly seal: SealEvidence | null
  /** null: the entry has none, or it was erased or is withheld. */
  readonly head: EvidenceBlob | null
  readonly body: EvidenceBlob | null
  readonly open: OpenEvidence | null
  /** Cosignature lines of witnesses over the item's checkpoint. */
  readonly witnesses: readonly string[]
  /** RFC 3161 tokens over SHA-256 of the checkpoint's body, DER. */
  readonly stamps: readonly Uint8Array[]
  /** RFC 6960 answers about the sealing certificate, DER. */
  readonly ocsp: readonly Uint8Array[]
  /** Certificates that these need and the directory does not hold, DER. */
  readonly certificates: readonly Uint8Array[]
}

/** A bundle as its file holds it. */
export interface Bundle {
  readonly federation: string
  /** The request first, then what answers it. */
  readonly items: readonly EvidenceItem[]
  /** Directory versions that the entries name, by number. */
  readonly versions: readonly DirectoryVersion[]
  /** TUF metadata and documents of those versions by file name. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** TUF root metadata by ascending version. The one that a verifier trusts comes from elsewhere. */
  readonly rootChain: readonly Uint8Array[]
}

/** One version of the directory and its files. */
export interface DirectoryParts {
  readonly version: DirectoryVersion
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** What a gateway gathers for a bundle; versions may share files, and may be given twice. */
export interface BundleParts {
  readonly federation: string
  readonly items: readonly EvidenceItem[]
  readonly directories: readonly DirectoryParts[]
  readonly rootChain: readonly Uint8Array[]
}

/** Bounds on a bundle that a stranger hands over: what they stop is a verifier that runs out of memory or time. */
export const BUNDLE_LIMITS = Object.freeze({
  fileBytes: 128 * 1024 * 1024,
  items: 16,
  versions: 32,
  files: 4096,
  fileNameBytes: 256,
  roots: 256,
  /** A path in a tree of 2^53 leaves. */
  proofHashes: 53,
  lines: 32,
  tokens: 32,
  lineBytes: 8 * 1024,
})
