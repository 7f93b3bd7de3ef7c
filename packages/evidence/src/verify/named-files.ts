import { metadataName } from '@rabt/directory'
import { type DirectoryVersion, sha256 } from '@rabt/protocol'
import type { Bundle } from '../bundle/bundle.ts'
import { hexOf } from './judged.ts'

const METADATA = /^metadata\/\d+\.(.+\.json)$/
const TARGET = /^targets\/(?:.*\/)?([0-9a-f]{64})\.[^/]+$/

/**
 * The first file whose bytes no version of the directory names by their digest, though its name is one that the directory would use. The
 * directory's verification leaves out a state whose files are not right, which is how a changed file would pass unseen.
 */
export function findStray({ files, versions }: Pick<Bundle, 'files' | 'versions'>): string | undefined {
  const named = new Set(versions.flatMap((version) => metadataDigests(files, version)))
  return [...files].find(([name, bytes]) => {
    const digest = hexOf(sha256(bytes))
    if (METADATA.test(name) && !isSnapshot(name, versions)) return !named.has(`${name} ${digest}`)
    const target = TARGET.exec(name)
    return target !== null && target[1] !== digest
  })?.[0]
}

const isSnapshot = (name: string, versions: readonly DirectoryVersion[]): boolean =>
  versions.some(({ number }) => metadataName('snapshot', number) === name)

/** `<name> <digest>` of the metadata files that a verified snapshot names. */
function metadataDigests(files: ReadonlyMap<string, Uint8Array>, { number }: DirectoryVersion): string[] {
  const snapshot = files.get(metadataName('snapshot', number))
  if (snapshot === undefined) return []
  const { signed } = JSON.parse(Buffer.from(snapshot).toString('utf8')) as {
    readonly signed: {
      readonly meta: Readonly<
        Record<string, { readonly version: number; readonly hashes: { readonly sha256: string } }>
      >
    }
  }
  return Object.entries(signed.meta).map(
    ([file, { version, hashes }]) => `${metadataName(file.replace(/\.json$/, ''), version)} ${hashes.sha256}`,
  )
}
