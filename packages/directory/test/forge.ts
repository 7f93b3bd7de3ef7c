import { type Json, parseCanonicalJson } from '../src/codec/canonical-json.ts'
import { authorityOf, metadataName, targetName } from '../src/metadata/names.ts'
import type { MetaFile } from '../src/metadata/schema.ts'
import { makeSnapshot, makeTimestamp } from '../src/publish/commit.ts'
import { makeRole } from '../src/publish/metadata.ts'
import { DEFAULT_EXPIRIES, metaOf, placeDocument } from '../src/publish/plan.ts'
import { type Signer, signMetadata } from '../src/publish/signer.ts'
import type { Federation } from './federation.ts'

type Tree = Record<string, Json>

/** The `signed` part of metadata, to be changed. */
export const signedOf = (files: ReadonlyMap<string, Uint8Array>, name: string): Tree =>
  structuredClone((parseCanonicalJson(files.get(name) ?? new Uint8Array(), name) as Tree).signed) as Tree

export const snapshotVersion = (files: ReadonlyMap<string, Uint8Array>): number =>
  Number(((signedOf(files, 'metadata/timestamp.json').meta as Tree)['snapshot.json'] as Tree).version)

/** What somebody can publish who holds the online keys, whatever our own publishing would refuse. */
export const publishAnyway = async (
  { input, files }: Federation,
  meta: Readonly<Record<string, MetaFile>>,
  now: number,
  version = snapshotVersion(files) + 1,
): Promise<void> => {
  const { snapshot, timestamp } = input.onlineKeys
  const before = signedOf(files, metadataName('snapshot', snapshotVersion(files))).meta as unknown as Record<
    string,
    MetaFile
  >
  const bytes = await makeSnapshot({ ...before, ...meta }, version, now, DEFAULT_EXPIRIES, snapshot)
  files.set(metadataName('snapshot', version), bytes)
  const timestampVersion = Number(signedOf(files, 'metadata/timestamp.json').version) + 1
  files.set(
    'metadata/timestamp.json',
    await makeTimestamp(bytes, version, timestampVersion, now, DEFAULT_EXPIRIES, timestamp),
  )
}

/** Signs a role over these documents by any key and publishes it. */
export const publishRole = async (
  federation: Federation,
  role: string,
  documents: Readonly<Record<string, Json>>,
  signer: Signer,
  now: number,
  version = 2,
): Promise<void> => {
  const targets: Record<string, MetaTarget> = {}
  for (const [path, document] of Object.entries(documents)) {
    const placed = placeDocument(path, document)
    federation.files.set(placed.name, placed.bytes)
    targets[path] = placed.target
  }
  const bytes = await makeRole(targets, version, [signer], now, DEFAULT_EXPIRIES)
  federation.files.set(metadataName(role, version), bytes)
  await publishAnyway(federation, { [`${role}.json`]: metaOf(version, bytes) }, now)
}

type MetaTarget = ReturnType<typeof placeDocument>['target']

/** Signs changed top-level targets by some of the states and publishes them. */
export const publishTargets = async (
  federation: Federation,
  change: (signed: Tree) => void,
  signers: readonly Signer[],
  now: number,
): Promise<void> => {
  const signed = signedOf(federation.files, 'metadata/1.targets.json')
  Object.assign(signed, { version: 2 })
  change(signed)
  const bytes = await signMetadata(signed, signers)
  federation.files.set('metadata/2.targets.json', bytes)
  await publishAnyway(federation, { 'targets.json': metaOf(2, bytes) }, now)
}

/** The published document of a state, to be changed, and its file name. */
export const documentOf = (
  { files }: Federation,
  code: string,
  kind: 'trust' | 'registry',
  roleVersion = 1,
): { readonly name: string; readonly document: Tree } => {
  const { role, path } = authorityOf(code)[kind]
  const targets = signedOf(files, metadataName(role, roleVersion)).targets as Tree
  const name = targetName(path, String(((targets[path] as Tree).hashes as Tree).sha256))
  return { name, document: parseCanonicalJson(files.get(name) ?? new Uint8Array(), name) as Tree }
}

/** A snapshot without one entry, as only a holder of the online keys can publish it. */
export const forget = async ({ input, files }: Federation, entry: string, now: number): Promise<void> => {
  const number = snapshotVersion(files)
  const { [entry]: _forgotten, ...meta } = signedOf(files, metadataName('snapshot', number)).meta as unknown as Record<
    string,
    MetaFile
  >
  const { snapshot, timestamp } = input.onlineKeys
  const bytes = await makeSnapshot(meta, number + 1, now, DEFAULT_EXPIRIES, snapshot)
  files.set(metadataName('snapshot', number + 1), bytes)
  const version = Number(signedOf(files, 'metadata/timestamp.json').version) + 1
  files.set(
    'metadata/timestamp.json',
    await makeTimestamp(bytes, number + 1, version, now, DEFAULT_EXPIRIES, timestamp),
  )
}
