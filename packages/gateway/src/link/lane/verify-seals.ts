import type { DirectoryView } from '@rabt/directory'
import { verifySeal } from '@rabt/ledger'
import { decodeSeal, type Entry, type ErrorCode, KIND, memberOf, RabtError, type Seal } from '@rabt/protocol'
import { inForce } from './in-force.ts'
import { sealDigest } from './seal-digest.ts'

export interface SealCheck {
  readonly origin: string
  readonly entries: readonly (Entry | null)[]
  readonly leaves: readonly Uint8Array[]
  readonly sealRecords: readonly Uint8Array[]
  readonly view: DirectoryView
  readonly now: number
}

/**
 * Verifies the seals of a batch and says for each entry what is wrong with its own, or null. A seal counts only if the batch's
 * last entry lists it (spec link-log §1.5), if it covers all of that member's sealed leaves in order, if its key is the member's in
 * the directory, and if the certificate was valid when each entry was created.
 */
export function verifySeals(check: SealCheck): (ErrorCode | null)[] {
  const codes: (ErrorCode | null)[] = check.entries.map((entry) =>
    entry && entry.kind !== KIND.control ? 'SEAL_MISSING' : null,
  )
  if (check.sealRecords.length === 0) return codes
  const listed = check.entries.at(-1)?.control
  const digests = listed?.name === 'seals' ? listed.digests : []
  // Spec link-log §1.5: a seal that is not listed does not verify; with one among them, none is what the checkpoint covers.
  if (
    digests.length !== check.sealRecords.length ||
    check.sealRecords.some((record, i) => !sealDigest(record).equals(digests[i] as Uint8Array))
  )
    return codes
  const positions = groupByMember(check.entries)
  const done = new Set<string>()
  for (const record of check.sealRecords) {
    let seal: Seal
    try {
      seal = decodeSeal(record)
    } catch {
      continue
    }
    const own = positions.get(seal.member)
    if (!own || done.has(seal.member)) continue
    done.add(seal.member)
    const code = sealFault(seal, record, own, check)
    for (const at of own) codes[at] = code ?? certificateFault(seal, check, check.entries[at] as Entry)
  }
  return codes
}

function sealFault(seal: Seal, record: Uint8Array, own: readonly number[], check: SealCheck): ErrorCode | null {
  const known = check.view.sealKey(seal.member, Buffer.from(seal.key).toString('hex'))
  if (!known) return 'CERTIFICATE_INVALID'
  try {
    verifySeal(
      record,
      check.origin,
      own.map((at) => check.leaves[at] as Uint8Array),
      known.key,
    )
    return null
  } catch (error) {
    if (error instanceof RabtError) return 'SEAL_INVALID'
    throw error
  }
}

/** Spec link-log §5.9: certificates are judged at `created`; a key may have been retired since, within the kind's maximum. */
function certificateFault(seal: Seal, check: SealCheck, entry: Entry): ErrorCode | null {
  const known = check.view.sealKey(seal.member, Buffer.from(seal.key).toString('hex'))
  if (!known || entry.created < known.notBefore || entry.created > known.notAfter) return 'CERTIFICATE_INVALID'
  return inForce(known.retired, entry, check.now) ? null : 'CERTIFICATE_INVALID'
}

function groupByMember(entries: readonly (Entry | null)[]): Map<string, number[]> {
  const positions = new Map<string, number[]>()
  entries.forEach((entry, at) => {
    if (!entry || entry.kind === KIND.control) return
    const member = memberOf(entry.sender)
    const own = positions.get(member)
    if (own) own.push(at)
    else positions.set(member, [at])
  })
  return positions
}
