import { generateKeyPairSync } from 'node:crypto'
import {
  copyVersion,
  createFederation,
  type Fetch,
  type FoundingInput,
  keySigner,
  memoryRepository,
  type OnlineKeys,
  type Repository,
  repositoryFetch,
  type Signer,
} from '@rabt/directory'

const CODES = ['KW', 'SA', 'QA', 'AE', 'BH', 'OM']

export const newSigner = (): Signer => keySigner(generateKeyPairSync('ed25519').privateKey)
export const newOnlineKeys = (): OnlineKeys => ({ snapshot: newSigner(), timestamp: newSigner() })

export interface Founded {
  readonly repository: Repository
  readonly trustedRoot: Uint8Array
  readonly input: FoundingInput
  /** Online keys of Kuwait, which writes, and of Saudi Arabia, which can take over. */
  readonly online: Readonly<Record<'KW' | 'SA', OnlineKeys>>
}

/** A federation of six states that have published nothing yet, in memory. */
export async function foundDirectory(now: number): Promise<Founded> {
  const keys = () => Object.fromEntries(CODES.map((code) => [code, newSigner()]))
  const online = { KW: newOnlineKeys(), SA: newOnlineKeys() }
  const input: FoundingInput = {
    federation: 'gcc',
    states: CODES.map((code) => ({ code, name: { ar: code, en: code }, stage: 'live' })),
    rootKeys: CODES.map(newSigner),
    stateKeys: keys(),
    opsKeys: keys(),
    onlineKeys: online.KW,
    standby: [online.SA],
    now,
  }
  const files = await createFederation(input)
  const trustedRoot = files.get('metadata/1.root.json') as Uint8Array
  return { repository: memoryRepository(files), trustedRoot, input, online }
}

/** Another authority's copy. */
export async function copyOf({ repository, trustedRoot }: Founded): Promise<Repository> {
  const copy = memoryRepository(new Map([['metadata/1.root.json', trustedRoot]]))
  await copyVersion(repository, copy)
  return copy
}

export const HERE = 'http://repository.invalid/'
export const fetchFrom = (repository: Repository): Fetch => repositoryFetch(repository, HERE)
