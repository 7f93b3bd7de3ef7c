import { RabtError } from '@rabt/protocol'
import { unmet } from '../publish/draft.ts'
import { shortKey } from './check-keys.ts'
import { readSignatures, type SignatureInput } from './gather.ts'
import { type Ceremony, type ReadOptions, readProposal } from './read.ts'
import { refuse } from './rules.ts'

/** One file to sign: who has signed of those who may, and whether it is enough. */
export interface FileStatus {
  readonly role: string
  readonly version: number
  readonly needs: readonly {
    readonly threshold: number
    readonly signed: readonly string[]
    readonly open: readonly string[]
  }[]
  readonly complete: boolean
}

export interface CeremonyStatus {
  readonly ceremony: Ceremony
  readonly files: readonly FileStatus[]
  readonly complete: boolean
  /** Files of signatures that cannot be used, with the reason. They would stop the publication. */
  readonly problems: readonly { readonly name: string; readonly error: RabtError }[]
}

/** Who has signed and who is missing. Throws as `readProposal`; a bad file of signatures is a problem, not an error. */
export const ceremonyStatus = (
  bytes: Uint8Array,
  inputs: readonly SignatureInput[],
  options: ReadOptions = {},
): CeremonyStatus => {
  const ceremony = readProposal(bytes, options)
  const signed = new Map<string, Set<string>>()
  const seen = new Set<string>()
  const problems: { name: string; error: RabtError }[] = []
  for (const input of inputs) {
    try {
      const { keyid, signatures } = readSignatures(ceremony, input)
      if (seen.has(keyid)) throw refuse('signature-twice', input.name, { key: shortKey(keyid) })
      seen.add(keyid)
      for (const role of signatures.keys()) signed.set(role, (signed.get(role) ?? new Set<string>()).add(keyid))
    } catch (error) {
      if (!(error instanceof RabtError)) throw error
      problems.push({ name: input.name, error })
    }
  }
  const files = ceremony.draft.files.map((file): FileStatus => {
    const by = signed.get(file.role) ?? new Set<string>()
    return {
      role: file.role,
      version: file.version,
      needs: file.needs.map(({ keyids, threshold }) => ({
        threshold,
        signed: keyids.filter((id) => by.has(id)),
        open: keyids.filter((id) => !by.has(id)),
      })),
      complete: unmet(file, by) === null,
    }
  })
  return { ceremony, files, complete: files.every((file) => file.complete) && problems.length === 0, problems }
}
