import { createHash } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import type { Report } from '../../src/report/statement.ts'
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

/** What our verifier found of the agreement, as the second one says it. */
function agreementIn({ proved, missing, warnings }: Report): string {
  const found = [...proved, ...missing, ...warnings].filter(({ code }) => /^(?:AGREE|NO_AGREE)/.test(code))
  return found.map(({ code, params: { digest = '', reason = '' } }) => `${code} ${digest} ${reason}`.trim()).join()
}

/** What each of the two finds of the agreement in a bundle that holds. */
export const compareAgreement = (file: Uint8Array, trustedRoot: Uint8Array, now: number): Verdicts => ({
  first: agreementIn(verifyBundle(file, { trustedRoot, now })),
  second: verifySecond(file, trustedRoot, now),
})

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
