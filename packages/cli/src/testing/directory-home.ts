import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  type AgreementsContent,
  type CheckedView,
  createFederation,
  type DocumentContent,
  type DocumentKind,
  directoryRepository,
  keySigner,
  openDirectory,
  type RegistryContent,
  type Repository,
  readPublished,
  repositoryFetch,
  type Signer,
} from '@rabt/directory'
import type { Context } from '../context.ts'
import { startWritingPlace } from './writing-place.ts'

export const NOW = Date.parse('2026-11-30T08:00:00Z')
const MIRROR = 'http://mirror.invalid/directory'
const CODES = ['KW', 'SA', 'QA', 'AE', 'BH', 'OM'] as const

/** A home with officers' keys and a founded directory of six live states, the place that writes it, and no node. */
export interface DirectoryHome {
  readonly context: Context
  readonly repository: Repository
  readonly trustedRoot: Uint8Array
  read<Content extends DocumentContent>(state: string, kind: DocumentKind): Promise<Content>
  /** As a gateway sees it. */
  view(): Promise<CheckedView>
  remove(): void
}

export interface Contents {
  readonly registry: Partial<RegistryContent>
  readonly agreements: AgreementsContent
}

export async function directoryHome(contents: Readonly<Record<string, Contents>>): Promise<DirectoryHome> {
  const home = mkdtempSync(join(tmpdir(), 'rabt-home-'))
  const signer = (hand: string, name: string): Signer => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const file = join(home, 'officers', hand.toLowerCase(), `${name}.pem`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    return keySigner(privateKey)
  }
  const ofStates = (name: string) => Object.fromEntries(CODES.map((code) => [code, signer(code, name)]))
  const rootKeys = ofStates('root')
  // Of the place that writes: no officer of this home has them.
  const onlineKeys = {
    snapshot: keySigner(generateKeyPairSync('ed25519').privateKey),
    timestamp: keySigner(generateKeyPairSync('ed25519').privateKey),
  }
  const files = await createFederation({
    federation: 'gcc',
    states: CODES.map((code) => {
      const { registry, agreements } = contents[code] ?? {}
      const none = { members: [], subsystems: [], services: [], revoked: NONE }
      return {
        code,
        name: { ar: code, en: code },
        stage: 'live',
        registry: { ...none, ...registry },
        ...(agreements && { agreements }),
      }
    }),
    organisation: { key: signer('GCC', 'organisation'), ...organisationOf(contents) },
    rootKeys: Object.values(rootKeys),
    holders: Object.fromEntries(Object.entries(rootKeys).map(([code, { keyId }]) => [keyId, code])),
    stateKeys: ofStates('state'),
    opsKeys: ofStates('ops'),
    onlineKeys,
    now: NOW,
  })
  const repository = directoryRepository(join(home, 'directory'))
  for (const [name, bytes] of files) await repository.write(name, bytes)
  const trustedRoot = files.get('metadata/1.root.json') as Uint8Array
  const now = () => NOW + 60_000
  const place = await startWritingPlace(repository, onlineKeys, now)
  const listen = { host: '127.0.0.1', http: 1, admin: 2 }
  mkdirSync(join(home, 'kw'))
  // The first mirror is no place that writes.
  const mirrors = ['http://127.0.0.1:1/directory/', place.url]
  writeFileSync(join(home, 'kw', 'node.json'), JSON.stringify({ listen, directory: { mirrors } }))
  return {
    context: {
      env: { RABT_HOME: home },
      cwd: home,
      language: 'en',
      now,
      out: () => {},
      note: () => {},
      input: async () => new Uint8Array(),
    },
    repository,
    trustedRoot,
    read: async <Content>(state: string, kind: DocumentKind) =>
      (await readPublished(repository, state, kind))?.content as Content,
    view: async () => {
      const client = await openDirectory({
        home: mkdtempSync(join(home, 'client-')),
        mirrors: [MIRROR],
        trustedRoot,
        clock: now,
        fetch: repositoryFetch(repository, MIRROR),
      })
      return client.refresh()
    },
    remove: () => {
      place.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const NONE = { gateways: [], tlsKeys: [], keys: [], cas: [] }

const organisationOf = ({ GCC: own }: Readonly<Record<string, Contents>>) => own && { agreements: own.agreements }
