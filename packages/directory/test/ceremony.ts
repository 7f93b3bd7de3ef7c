import { decodeSignatures, encodeSignatures } from '../src/ceremony/format.ts'
import type { SignatureInput } from '../src/ceremony/gather.ts'
import { type ProposeInput, proposeCeremony } from '../src/ceremony/propose.ts'
import { publishCeremony } from '../src/ceremony/publish.ts'
import type { CeremonyRequest } from '../src/ceremony/request.ts'
import { signCeremony } from '../src/ceremony/sign.ts'
import type { OnlineKeys, Repository, Signer } from '../src/index.ts'
import { type Federation, found, HOUR, NOW, newSigner } from './federation.ts'

export const CODES = ['KW', 'SA', 'QA', 'AE', 'BH', 'OM'] as const

export const DECISION = '7/2026'

export const orFail = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('the fixture has it')
  return value
}

/** A founded federation that knows whose root key is whose. */
export const foundWithHolders = async (): Promise<Federation> => {
  const rootKeys = CODES.map(() => newSigner())
  const holders = Object.fromEntries(rootKeys.map(({ keyId }, index) => [keyId, CODES[index] ?? '']))
  return found({ rootKeys, holders })
}

export const propose = (
  { repository }: Pick<Federation, 'repository'>,
  request: CeremonyRequest,
  change: Partial<ProposeInput> = {},
): Promise<Uint8Array> => proposeCeremony({ repository, request, decision: DECISION, now: NOW + HOUR, ...change })

export const signAll = async (
  proposal: Uint8Array,
  signers: readonly Signer[],
  now = NOW + 2 * HOUR,
): Promise<readonly SignatureInput[]> => {
  const files: SignatureInput[] = []
  for (const signer of signers) {
    files.push({ name: `${signer.keyId}.json`, bytes: await signCeremony(proposal, signer, { now }) })
  }
  return files
}

export const publish = (
  repository: Repository,
  proposal: Uint8Array,
  signatures: readonly SignatureInput[],
  onlineKeys: OnlineKeys,
  now = NOW + 3 * HOUR,
) => publishCeremony({ repository, proposal, signatures, onlineKeys, now })

/** A whole ceremony: proposed, signed by these, published. */
export const hold = async (
  federation: Federation,
  request: CeremonyRequest,
  signers: readonly Signer[],
  onlineKeys = federation.input.onlineKeys,
) => {
  const proposal = await propose(federation, request)
  return publish(federation.repository, proposal, await signAll(proposal, signers), onlineKeys)
}

/** A file of signatures with one thing changed. */
export const edited = (
  { name, bytes }: SignatureInput,
  change: (file: ReturnType<typeof decodeSignatures>) => void,
): SignatureInput => {
  const file = structuredClone(decodeSignatures(bytes, name))
  change(file)
  return { name, bytes: encodeSignatures(file) }
}
