import { RabtError } from '@rabt/protocol'
import { canonicalBytes, type Json } from '../codec/canonical-json.ts'
import { sha256Hex } from '../codec/digest.ts'
import { metadataName, targetName } from '../metadata/names.ts'
import type { MetaFile, TargetFile } from '../metadata/schema.ts'

/** How long each role's metadata is valid, milliseconds. */
export interface Expiries {
  readonly root: number
  readonly targets: number
  readonly state: number
  readonly snapshot: number
  readonly timestamp: number
}

const DAY = 24 * 3_600_000

/** Timestamp 1 day (re-signed hourly), snapshot 7, a state's roles 30, targets 90, root a year. */
export const DEFAULT_EXPIRIES: Expiries = Object.freeze({
  root: 365 * DAY,
  targets: 90 * DAY,
  state: 30 * DAY,
  snapshot: 7 * DAY,
  timestamp: DAY,
})

/** TUF 1.0.31 §4.2.1 date-time: whole seconds, UTC. */
export const expiresAt = (now: number, life: number): string => `${new Date(now + life).toISOString().slice(0, 19)}Z`

export const SPEC_VERSION = '1.0.31'

/** The newest set of metadata of a repository, as its snapshot lists it. */
export type Meta = Readonly<Record<string, MetaFile>>

export const metaOf = (version: number, bytes: Uint8Array): MetaFile => ({
  version,
  length: bytes.length,
  hashes: { sha256: sha256Hex(bytes) },
})

export const targetOf = (bytes: Uint8Array): TargetFile => ({
  length: bytes.length,
  hashes: { sha256: sha256Hex(bytes) },
})

/** A document's bytes, its target entry and its file name. */
export const placeDocument = (
  path: string,
  document: Json,
): { bytes: Uint8Array; target: TargetFile; name: string } => {
  const bytes = canonicalBytes(document)
  const target = targetOf(bytes)
  return { bytes, target, name: targetName(path, target.hashes.sha256) }
}

/** How far ahead of the one before a number can be that our own writers gave: what lies beyond was put there to block. */
const FAST_FORWARD = 10_000

/** Versions of a role that files bear, rising, up to a jump that no writer makes. */
export const versionsIn = (names: readonly string[], role: string): readonly number[] => {
  const versions: number[] = []
  for (const name of names) {
    const version = Number(/^metadata\/(\d{1,15})\./.exec(name)?.[1] ?? 0)
    if (version > 0 && name === metadataName(role, version)) versions.push(version)
  }
  versions.sort((a, b) => a - b)
  const jump = versions.findIndex((version, index) => index > 0 && version - (versions[index - 1] ?? 0) > FAST_FORWARD)
  return jump === -1 ? versions : versions.slice(0, jump)
}

/** Adds one to the highest version of a role that any file bears: what a crash left behind is never written over. */
export const nextVersion = (names: readonly string[], role: string): number => (versionsIn(names, role).at(-1) ?? 0) + 1

/** An operator's act that does not fit the repository. */
export const conflict = (reason: string): RabtError => new RabtError('CONFLICT', { what: reason }, { detail: reason })
