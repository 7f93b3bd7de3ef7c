import { type BlobRef, blobDigest, sameBytes } from '@rabt/protocol'
import type { EvidenceBlob } from '../bundle/bundle.ts'
import { refuse } from '../refuse.ts'
import type { Findings } from '../report/statement.ts'
import type { JudgedItem } from './judged.ts'

/** Checks head and body against the entry, or says that they are erased or withheld. @throws RabtError BUNDLE_BLOB */
export function verifyBlobs({ item, entry, number }: JudgedItem, place: string, findings: Findings): void {
  const parts = [
    { blob: item.head, ref: entry.head, name: 'head', matches: 'HEAD_MATCHES', erased: 'HEAD_ERASED' },
    { blob: item.body, ref: entry.body, name: 'body', matches: 'BODY_MATCHES', erased: 'BODY_ERASED' },
  ] as const
  for (const { blob, ref, name, matches, erased } of parts) {
    const verdict = judgeBlob(blob, ref, `${place} ${name}`)
    const params = { bytes: String(ref?.size ?? 0) }
    if (verdict === 'matches') findings.prove(matches, number, params)
    if (verdict === 'erased') findings.miss(erased, number, params)
  }
}

function judgeBlob(blob: EvidenceBlob | null, ref: BlobRef | null, place: string): 'none' | 'matches' | 'erased' {
  if (ref === null) {
    if (blob !== null) refuse('BUNDLE_BLOB', place, 'BLOB_NOT_EXPECTED')
    return 'none'
  }
  if (blob === null) return 'erased'
  if (blob.bytes.length !== ref.size || !sameBytes(blobDigest(blob.salt, blob.bytes), ref.digest)) {
    refuse('BUNDLE_BLOB', place, 'BLOB_DIFFERS')
  }
  return 'matches'
}
