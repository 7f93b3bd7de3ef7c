import { type DirectoryVersion, RabtError, sameBytes } from '@rabt/protocol'
import type { BundleParts } from './bundle/bundle.ts'
import { decodeBundle } from './bundle/decode.ts'
import { encodeBundle } from './bundle/encode.ts'

/**
 * Puts a bundle together: the request's item first, then what answers it. Files and versions are kept once; the same
 * name with other bytes is a fault of the caller. What is written is read back, so that no bundle leaves that nobody can read.
 * @throws RabtError BUNDLE_FORMAT
 */
export function buildBundle(parts: BundleParts): Uint8Array {
  const versions = new Map<string, DirectoryVersion>()
  const files = new Map<string, Uint8Array>()
  for (const directory of parts.directories) {
    const { number, hash } = directory.version
    versions.set(`${number} ${Buffer.from(hash).toString('hex')}`, directory.version)
    for (const [name, bytes] of directory.files) {
      const held = files.get(name)
      if (held !== undefined && !sameBytes(held, bytes)) {
        throw new RabtError('BUNDLE_FORMAT', { place: name, reason: 'two files of one name' }, { detail: name })
      }
      files.set(name, bytes)
    }
  }
  const file = encodeBundle({
    federation: parts.federation,
    items: parts.items,
    versions: [...versions.values()].sort((a, b) => a.number - b.number || Buffer.compare(a.hash, b.hash)),
    files,
    rootChain: parts.rootChain,
  })
  decodeBundle(file)
  return file
}
