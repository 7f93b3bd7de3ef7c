import { isDeepStrictEqual } from 'node:util'
import {
  DEFAULT_EXPIRIES,
  directoryRepository,
  type RegistryContent,
  type Repository,
  refreshTimestamp,
  type Signer,
  type TrustContent,
  updateDocument,
  updateFederation,
  updateRoot,
} from '@rabt/directory'
import { STATES } from '../federation/states.ts'
import { THRESHOLD } from './found.ts'
import type { Layout } from './layout.ts'
import type { Officers } from './officers.ts'

interface Signed {
  readonly expires: string
  readonly meta?: Readonly<Record<string, { readonly version: number }>>
  readonly targets?: Readonly<Record<string, { readonly hashes: { readonly sha256: string } }>>
}

interface Document extends Readonly<Record<string, unknown>> {
  readonly version: number
}

const KINDS = ['trust', 'registry'] as const
type Kind = (typeof KINDS)[number]

/**
 * The work of the sample officers after the founding. Reads what their own repository publishes, and signs anew what
 * nears its expiry. One process at a time may do it: the supervisor before it starts the authorities' process, then that.
 */
export function openUpkeep(at: Layout, officers: Officers, clock: () => number) {
  const repository = directoryRepository(at.repository)
  const act = () => ({ repository, onlineKeys: officers.online, now: clock() })
  const codes = [...STATES.map(({ code }) => code), 'GCC']

  const signerOf = (code: string, kind: Kind): Signer => {
    const signer = code === 'GCC' ? officers.organisation : (kind === 'trust' ? officers.state : officers.ops)[code]
    if (signer === undefined) throw new RangeError(`no officer of ${code}`)
    return signer
  }

  const publish = async (code: string, kind: Kind, content: TrustContent | RegistryContent): Promise<void> => {
    await updateDocument({ ...act(), state: code, kind, content, signer: signerOf(code, kind) })
  }

  return {
    /** Publishes a state's document if it says something else than the published one; says whether it did. */
    publishIfChanged: async (code: string, kind: Kind, content: TrustContent | RegistryContent): Promise<boolean> => {
      const published = await readDocument(repository, code, kind)
      if (published !== undefined && isDeepStrictEqual(contentOf(published.document), plain(content))) return false
      await publish(code, kind, content)
      return true
    },

    /** Signs anew the timestamp, and every other role that has used half of its life. */
    renew: async (): Promise<void> => {
      const now = clock()
      const due = (expires: string, life: number): boolean => Date.parse(expires) - now < life / 2
      if (due((await readNewestRoot(repository)).expires, DEFAULT_EXPIRIES.root)) {
        const rootKeys = Object.values(officers.root)
        await updateRoot({ ...act(), rootKeys, threshold: THRESHOLD, signers: rootKeys })
      }
      const snapshot = await readSnapshot(repository)
      const targets = await readRole(repository, snapshot, 'targets')
      if (targets !== undefined && due(targets.expires, DEFAULT_EXPIRIES.targets)) {
        await updateFederation({ ...act(), rootSigners: Object.values(officers.root) })
      }
      for (const code of codes) {
        for (const kind of KINDS) {
          const published = await readDocument(repository, code, kind)
          if (published === undefined || !due(published.expires, DEFAULT_EXPIRIES.state)) continue
          await publish(code, kind, contentOf(published.document) as unknown as TrustContent | RegistryContent)
        }
      }
      await refreshTimestamp(act())
    },
  }
}

/** A document's own content, without what is added when it is issued. */
function contentOf({ format: _format, state: _state, version: _version, issued: _issued, ...content }: Document) {
  return content
}

function plain(content: TrustContent | RegistryContent): unknown {
  return JSON.parse(JSON.stringify(content))
}

async function readJson<T>(repository: Repository, name: string): Promise<T> {
  const bytes = await repository.read(name)
  if (bytes === null) throw new Error(`the directory's repository lacks ${name}`)
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as T
}

async function readSigned(repository: Repository, name: string): Promise<Signed> {
  return (await readJson<{ readonly signed: Signed }>(repository, name)).signed
}

async function readSnapshot(repository: Repository): Promise<Signed> {
  const timestamp = await readSigned(repository, 'metadata/timestamp.json')
  return readSigned(repository, `metadata/${timestamp.meta?.['snapshot.json']?.version}.snapshot.json`)
}

async function readNewestRoot(repository: Repository): Promise<Signed> {
  let version = 1
  while ((await repository.read(`metadata/${version + 1}.root.json`)) !== null) version++
  return readSigned(repository, `metadata/${version}.root.json`)
}

async function readRole(repository: Repository, snapshot: Signed, role: string): Promise<Signed | undefined> {
  const version = snapshot.meta?.[`${role}.json`]?.version
  return version === undefined ? undefined : readSigned(repository, `metadata/${version}.${role}.json`)
}

async function readDocument(
  repository: Repository,
  code: string,
  kind: Kind,
): Promise<{ readonly document: Document; readonly expires: string } | undefined> {
  const area = code.toLowerCase()
  const role = code === 'GCC' ? `org-${area}` : kind === 'trust' ? `state-${area}` : `state-${area}-ops`
  const signed = await readRole(repository, await readSnapshot(repository), role)
  const target = signed?.targets?.[`${area}/${kind}.json`]
  if (signed === undefined || target === undefined) return undefined
  const document = await readJson<Document>(repository, `targets/${area}/${target.hashes.sha256}.${kind}.json`)
  return { document, expires: signed.expires }
}
