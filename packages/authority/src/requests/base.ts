import { createHash } from 'node:crypto'
import type { Queries } from '@rabt/database'
import { canonicalJson, type Json } from '@rabt/directory'
import { findPerson, tokensOf } from '../people/store.ts'
import { findItem } from '../register/store.ts'
import { keyOf, type Touched } from './changes.ts'

/**
 * What a request was made from, by the key of each object that it touches: the revision of an object, of a person the
 * SHA-256 (hex) of who they are, their roles and tokens; null for what is not there.
 */
export type Base = Readonly<Record<string, number | string | null>>

export async function baseOf(tx: Queries, touched: readonly Touched[]): Promise<Base> {
  const base: Record<string, number | string | null> = {}
  for (const one of touched) {
    base[keyOf(one)] =
      one.kind === 'person' ? await personBase(tx, one.id) : ((await findItem(tx, one.kind, one.id))?.revision ?? null)
  }
  return base
}

async function personBase(tx: Queries, id: string): Promise<string | null> {
  const person = await findPerson(tx, id)
  if (person === null) return null
  const tokens = (await tokensOf(tx, id)).map(({ digest, ended }) => ({ digest, ended }))
  return createHash('sha256')
    .update(canonicalJson({ ...person, tokens } as unknown as Json), 'utf8')
    .digest('hex')
}
