import { CborWriter, sha256 } from '@rabt/protocol'
import {
  type Bundle,
  type EvidenceBlob,
  type EvidenceItem,
  FORMAT,
  type OpenEvidence,
  type ProvedEntry,
  type ReceiptEvidence,
  type SealEvidence,
} from './bundle.ts'

/** Writes the file of a bundle (docs/spec/evidence.md): its deterministic CBOR, then SHA-256 of that. */
export function encodeBundle(bundle: Bundle): Buffer {
  const writer = new CborWriter(64 * 1024)
  writer.map(bundle.rootChain.length > 0 ? 6 : 5)
  writer.uint(1).text(FORMAT).uint(2).text(bundle.federation)
  writer.uint(3).array(bundle.items.length)
  for (const item of bundle.items) writeItem(writer, item)
  writer.uint(4).array(bundle.versions.length)
  for (const { number, hash } of bundle.versions) writer.array(2).uint(number).bytes(hash)
  writer.uint(5).map(bundle.files.size)
  for (const [name, bytes] of [...bundle.files].sort(([a], [b]) => compareKeys(a, b))) writer.text(name).bytes(bytes)
  if (bundle.rootChain.length > 0) writeAll(writer.uint(6), bundle.rootChain)
  const content = writer.finish()
  return Buffer.concat([content, sha256(content)])
}

/** Order of text keys in deterministic CBOR (RFC 8949 §4.2.1): by encoded bytes, so shorter ones come first. */
export function compareKeys(a: string, b: string): number {
  const [left, right] = [Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')]
  return left.length - right.length || Buffer.compare(left, right)
}

function writeItem(writer: CborWriter, item: EvidenceItem): void {
  const { receipt, seal, head, body, open, witnesses, stamps, ocsp, certificates } = item
  const parts = [receipt, seal, head, body, open].filter((part) => part !== null)
  const lists = [witnesses, stamps, ocsp, certificates].filter((list) => list.length > 0)
  writer.map(4 + parts.length + lists.length)
  writer.uint(1).bytes(item.entry).uint(2).uint(item.index).uint(3).text(item.checkpoint)
  writeAll(writer.uint(4), item.proof)
  if (receipt !== null) writeReceipt(writer.uint(5), receipt)
  if (seal !== null) writeSeal(writer.uint(6), seal)
  if (head !== null) writeBlob(writer.uint(7), head)
  if (body !== null) writeBlob(writer.uint(8), body)
  if (open !== null) writeOpen(writer.uint(9), open)
  if (witnesses.length > 0) {
    writer.uint(10).array(witnesses.length)
    for (const line of witnesses) writer.text(line)
  }
  if (stamps.length > 0) writeAll(writer.uint(11), stamps)
  if (ocsp.length > 0) writeAll(writer.uint(12), ocsp)
  if (certificates.length > 0) writeAll(writer.uint(13), certificates)
}

function writeAll(writer: CborWriter, list: readonly Uint8Array[]): void {
  writer.array(list.length)
  for (const bytes of list) writer.bytes(bytes)
}

function writeReceipt(writer: CborWriter, { line, other }: ReceiptEvidence): void {
  writer.array(other === null ? 1 : 4).text(line)
  if (other !== null) writeAll(writer.uint(other.size).bytes(other.root), other.proof)
}

function writeSeal(writer: CborWriter, { record, position, path, listed }: SealEvidence): void {
  writer.array(4).bytes(record).uint(position)
  writeAll(writer, path)
  writeProved(writer, listed)
}

function writeProved(writer: CborWriter, { entry, index, proof }: ProvedEntry): void {
  writeAll(writer.array(3).bytes(entry).uint(index), proof)
}

function writeBlob(writer: CborWriter, { salt, bytes }: EvidenceBlob): void {
  writer.array(2).bytes(salt).bytes(bytes)
}

function writeOpen(writer: CborWriter, { entry, proof, checkpoint }: OpenEvidence): void {
  writeAll(writer.array(checkpoint === null ? 2 : 3).bytes(entry), proof)
  if (checkpoint !== null) writer.text(checkpoint)
}
