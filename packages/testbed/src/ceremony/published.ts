import type {
  AgreementsContent,
  DocumentKind,
  FederationDocument,
  RegistryContent,
  Repository,
  TrustContent,
} from '@rabt/directory'
import { SECRETARIAT } from '../federation/states.ts'

export interface Contents {
  readonly trust: TrustContent
  readonly registry: RegistryContent
  readonly agreements: AgreementsContent
}

export interface PublishedDocument<Content> {
  /** Without what is added when it is issued. */
  readonly content: Content
  /** Of the role that signed it. */
  readonly expires: string
}

interface Signed {
  readonly expires: string
  readonly meta?: Readonly<Record<string, { readonly version: number }>>
  readonly targets?: Readonly<Record<string, { readonly hashes: { readonly sha256: string } }>>
}

export const PATHS: Readonly<Record<DocumentKind, string>> = {
  trust: 'trust.json',
  registry: 'registry.json',
  agreements: 'registry/agreements.json',
}

/** What the sample officers' own repository publishes now. They wrote it, so it is read without verifying it. */
export function readPublished(repository: Repository) {
  const readSigned = async (name: string): Promise<Signed> =>
    (await readJson<{ readonly signed: Signed }>(repository, name)).signed

  const readSnapshot = async (): Promise<Signed> => {
    const timestamp = await readSigned('metadata/timestamp.json')
    return readSigned(`metadata/${timestamp.meta?.['snapshot.json']?.version}.snapshot.json`)
  }

  const readRole = async (role: string): Promise<Signed | undefined> => {
    const version = (await readSnapshot()).meta?.[`${role}.json`]?.version
    return version === undefined ? undefined : readSigned(`metadata/${version}.${role}.json`)
  }

  const readTarget = async <T>(signed: Signed | undefined, path: string): Promise<T | undefined> => {
    const digest = signed?.targets?.[path]?.hashes.sha256
    // TUF 1.0.31 §6.2: with consistent snapshots the digest stands before the file's own name.
    return digest === undefined
      ? undefined
      : readJson<T>(repository, `targets/${path.replace(/[^/]+$/, (name) => `${digest}.${name}`)}`)
  }

  return {
    root: async (): Promise<Signed> => {
      let version = 1
      while ((await repository.read(`metadata/${version + 1}.root.json`)) !== null) version++
      return readSigned(`metadata/${version}.root.json`)
    },

    targets: (): Promise<Signed | undefined> => readRole('targets'),

    /** Who belongs to the federation and at which stage. */
    states: async (): Promise<FederationDocument['states']> =>
      (await readTarget<FederationDocument>(await readRole('targets'), 'federation.json'))?.states ?? [],

    document: async <Kind extends DocumentKind>(
      code: string,
      kind: Kind,
    ): Promise<PublishedDocument<Contents[Kind]> | undefined> => {
      const signed = await readRole(roleOf(code, kind))
      const document = await readTarget<Record<string, unknown>>(signed, `${code.toLowerCase()}/${PATHS[kind]}`)
      if (signed === undefined || document === undefined) return undefined
      const { format: _format, state: _state, version: _version, issued: _issued, ...content } = document
      return { content: content as unknown as Contents[Kind], expires: signed.expires }
    },
  }
}

function roleOf(code: string, kind: DocumentKind): string {
  const area = code.toLowerCase()
  if (code === SECRETARIAT.code) return `org-${area}`
  return kind === 'trust' ? `state-${area}` : `state-${area}-ops`
}

async function readJson<T>(repository: Repository, name: string): Promise<T> {
  const bytes = await repository.read(name)
  if (bytes === null) throw new Error(`the directory's repository lacks ${name}`)
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as T
}
