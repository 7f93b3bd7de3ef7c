import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DirectoryVersion } from '@rabt/protocol'
import { z } from 'zod'
import { sha256Hex } from '../codec/digest.ts'
import { writeAtomically } from '../publish/repository.ts'

/** A directory version as evidence needs it: `verifyAsOf` takes both. */
export interface ArchivedVersion {
  readonly rootChain: readonly Uint8Array[]
  readonly files: ReadonlyMap<string, Uint8Array>
}

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const manifestSchema = z.strictObject({
  number: z.int().min(1),
  hash: digest,
  rootChain: z.array(digest).min(1),
  files: z.record(z.string(), digest),
})

/** Which files a version consists of, by the digests under which they are kept. */
export type Manifest = z.infer<typeof manifestSchema>

const currentSchema = z.strictObject({
  version: z
    .strictObject({ number: z.int().min(1), hash: digest })
    .transform(({ number, hash }): DirectoryVersion => ({ number, hash: Buffer.from(hash, 'hex') })),
  trustedRoot: digest,
  timestamp: z.string(),
  /** The highest version of each document that was ever accepted, by path. */
  documents: z.record(z.string(), z.int().min(1)),
  refreshed: z.int(),
})

/** What the client had accepted last. */
export type Pointer = z.output<typeof currentSchema>

/**
 * Every version ever accepted, in `<home>/archive/`: `blobs/<sha256>` shared between versions, `versions/<number>-<hash>`
 * which list them; `<home>/current.json` points to the last. Files are written beside and renamed, blobs are checked by
 * their digest when read: a file cut short by a crash counts as absent.
 */
export interface Archive {
  store(version: DirectoryVersion, content: ArchivedVersion): Promise<void>
  load(version: DirectoryVersion): Promise<ArchivedVersion | null>
  /** Every version kept. */
  versions(): Promise<readonly DirectoryVersion[]>
  /** The highest version kept that rests on this root (SHA-256, hex). */
  newest(trustedRoot: string): Promise<DirectoryVersion | null>
  pointer(): Promise<Pointer | null>
  point(pointer: Pointer): Promise<void>
}

const manifestName = ({ number, hash }: DirectoryVersion): string => `${number}-${Buffer.from(hash).toString('hex')}`

const isManifest = (name: string): boolean => /^\d+-[0-9a-f]{64}\.json$/.test(name)

const versionOf = (name: string): DirectoryVersion => {
  const [number = '', rest = ''] = name.split('-')
  return { number: Number(number), hash: Buffer.from(rest.slice(0, -'.json'.length), 'hex') }
}

export const openArchive = (home: string): Archive => {
  const blobs = join(home, 'archive', 'blobs')
  const versions = join(home, 'archive', 'versions')
  const kept = new Set<string>()

  const loadBlob = async (sha256: string): Promise<Uint8Array | null> => {
    const bytes = await readOrNull(join(blobs, sha256))
    return bytes !== null && sha256Hex(bytes) === sha256 ? bytes : null
  }
  const keepBlob = async (bytes: Uint8Array): Promise<string> => {
    const sha256 = sha256Hex(bytes)
    if (!kept.has(sha256) && (await loadBlob(sha256)) === null) await writeAtomically(join(blobs, sha256), bytes)
    kept.add(sha256)
    return sha256
  }
  const manifest = (name: string): Promise<Manifest | null> => readJson(join(versions, `${name}.json`), manifestSchema)

  return {
    store: async (version, { rootChain, files }) => {
      const content: Manifest = {
        number: version.number,
        hash: Buffer.from(version.hash).toString('hex'),
        rootChain: [],
        files: {},
      }
      for (const bytes of rootChain) content.rootChain.push(await keepBlob(bytes))
      for (const [name, bytes] of files) content.files[name] = await keepBlob(bytes)
      await writeJson(join(versions, `${manifestName(version)}.json`), content)
    },
    load: async (version) => {
      const content = await manifest(manifestName(version))
      if (content === null) return null
      const rootChain: Uint8Array[] = []
      for (const sha256 of content.rootChain) {
        const bytes = await loadBlob(sha256)
        if (bytes === null) return null
        rootChain.push(bytes)
      }
      const files = new Map<string, Uint8Array>()
      for (const [name, sha256] of Object.entries(content.files)) {
        const bytes = await loadBlob(sha256)
        if (bytes === null) return null
        files.set(name, bytes)
      }
      return { rootChain, files }
    },
    versions: async () => (await namesIn(versions)).filter(isManifest).map(versionOf),
    newest: async (trustedRoot) => {
      const names = (await namesIn(versions)).filter(isManifest)
      names.sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
      for (const name of names) {
        const content = await manifest(name.slice(0, -'.json'.length))
        if (content?.rootChain.includes(trustedRoot)) {
          return { number: content.number, hash: Buffer.from(content.hash, 'hex') }
        }
      }
      return null
    },
    pointer: () => readJson(join(home, 'current.json'), currentSchema),
    point: ({ version: { number, hash }, ...rest }) =>
      writeJson(join(home, 'current.json'), { version: { number, hash: Buffer.from(hash).toString('hex') }, ...rest }),
  }
}

const readOrNull = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path)
  } catch {
    return null
  }
}

const namesIn = async (directory: string): Promise<readonly string[]> => {
  try {
    return await readdir(directory)
  } catch {
    return []
  }
}

const readJson = async <T>(path: string, schema: z.ZodType<T>): Promise<T | null> => {
  const bytes = await readOrNull(path)
  if (bytes === null) return null
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return null
  }
}

const writeJson = (path: string, value: unknown): Promise<void> =>
  writeAtomically(path, Buffer.from(`${JSON.stringify(value)}\n`))
