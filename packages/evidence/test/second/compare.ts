import { createHash } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import { verifyBundle } from '../../src/verify-bundle.ts'
import { Refused } from './refuse.ts'
import { verifySecond } from './verify.ts'

/** Code of the refusal, or `valid`. Anything but a refusal of its own kind fails the test. */
function verdict(run: () => unknown): string {
  try {
    run()
    return 'valid'
  } catch (error) {
    if (error instanceof RabtError || error instanceof Refused) return error.code
    throw error
  }
}

export interface Verdicts {
  readonly first: string
  readonly second: string
}

/** What each of the two verifiers says of a file. */
export const compare = (file: Uint8Array, trustedRoot: Uint8Array | null, now: number): Verdicts => ({
  first: verdict(() => verifyBundle(file, { trustedRoot, now })),
  second: verdict(() => verifySecond(file, trustedRoot, now)),
})

/** The file with a digest that fits. */
export function redigest(file: Uint8Array): Buffer {
  const content = file.subarray(0, Math.max(0, file.length - 32))
  return Buffer.concat([content, createHash('sha256').update(content).digest()])
}
