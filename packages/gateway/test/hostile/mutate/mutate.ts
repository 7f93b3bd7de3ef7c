import { createHash } from 'node:crypto'
import type { Choices } from '../choices.ts'
import { mutateBytes } from './bytes.ts'
import { mutateCbor } from './cbor.ts'
import { mutateDer } from './der.ts'
import { mutateJson } from './json.ts'
import { mutateText } from './text.ts'

export type Mutator = (input: Uint8Array, choices: Choices, seeds: readonly Uint8Array[]) => Buffer

const DIGEST_BYTES = 32

/** CBOR with SHA-256 of it behind (an evidence bundle): the digest is made right again, else nothing behind it would be reached. */
const mutateBundle: Mutator = (input, choices, seeds) => {
  if (choices.once(8)) return mutateBytes(input, choices, seeds)
  const contents = seeds.map((seed) => seed.subarray(0, seed.length - DIGEST_BYTES))
  const content = mutateCbor(input.subarray(0, input.length - DIGEST_BYTES), choices, contents)
  return Buffer.concat([content, createHash('sha256').update(content).digest()])
}

export const MUTATORS = {
  bytes: mutateBytes,
  cbor: mutateCbor,
  bundle: mutateBundle,
  json: mutateJson,
  text: mutateText,
  der: mutateDer,
} as const satisfies Record<string, Mutator>

export type Format = keyof typeof MUTATORS

/** A hostile input: one of the seeds, changed. */
export function hostileInput(format: Format, seeds: readonly Uint8Array[], choices: Choices): Buffer {
  return MUTATORS[format](choices.pick(seeds), choices, seeds)
}
