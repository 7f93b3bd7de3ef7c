import { decodeBundle, verifyBundle } from '@rabt/evidence'
import { RabtError } from '@rabt/protocol'
import { corpusOf } from '../corpus.ts'
import { type Parser, parser } from '../parser.ts'

const trustedRoot = corpusOf('bundle-root')[0]?.bytes ?? Buffer.alloc(0)
/** A moment after the calls of the kept bundles. */
const NOW = 1_790_003_600_000
const kept = corpusOf('bundle').map(({ bytes }) => bytes)

/** Order and spelling of what is decoded are held by the decoder itself, which encodes again and compares. */
export const EVIDENCE: readonly Parser[] = [
  parser({ name: 'bundle', format: 'bundle', share: 0.5, read: decodeBundle }),
  parser({
    name: 'bundle-verified',
    format: 'bundle',
    share: 0.3,
    seeds: kept,
    read: (input) => {
      const report = verifyBundle(input, { trustedRoot, now: NOW })
      // Whatever of a bundle is changed, it proves nothing any more, unless it is left away as a whole.
      if (report.proved.length === 0) throw new Error('a bundle that proves nothing was accepted')
      return report
    },
  }),
  parser({
    name: 'bundle-root',
    format: 'json',
    share: 0.1,
    read: (input) => {
      try {
        return verifyBundle(kept[0] as Uint8Array, { trustedRoot: input, now: NOW })
      } catch (error) {
        if (error instanceof RabtError && error.code !== 'BUNDLE_DIRECTORY') throw new Error(`refused as ${error.code}`)
        throw error
      }
    },
  }),
]
