import { RabtError } from '@rabt/protocol'
import type { Format } from './mutate/mutate.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** One row of the table: something that takes bytes from outside. */
export interface Parser {
  /** Also the folder of its corpus. */
  readonly name: string
  readonly format: Format
  /** Valid inputs, beside those that the corpus keeps. */
  readonly seeds?: readonly Uint8Array[]
  /** Share of the usual number of runs, for what is slow. */
  readonly share?: number
  /** Every input means something to it: it must only never throw. */
  readonly refusesNothing?: true
  /** It reads what this node wrote: damage is a failure of our own, INTERNAL_ERROR. */
  readonly ownStore?: true
  /** Takes the input: returns what it means, or throws RabtError. */
  read(input: Buffer): unknown
  /** Writes what `read` returned. If the bytes are not the input again, something was accepted in two spellings. */
  write?(value: never): Uint8Array
}

/** A row whose `write` takes what its `read` returns. */
export const parser = <T>(
  row: Omit<Parser, 'read' | 'write'> & {
    readonly read: (input: Buffer) => T
    readonly write?: (value: Awaited<T>) => Uint8Array
  },
): Parser => row as Parser

/** Texts arrive as octets. HTTP gives them as latin1, everything else as UTF-8. */
export const latin1 = (input: Uint8Array): string => Buffer.from(input).toString('latin1')
export function utf8(input: Uint8Array): string {
  try {
    return UTF8.decode(input)
  } catch (cause) {
    // As the reader of the message around it would have refused it.
    throw new RabtError('CBOR_INVALID', {}, { detail: 'invalid UTF-8', cause })
  }
}
