import type { z } from 'zod'
import { parseCanonicalJson } from '../codec/canonical-json.ts'
import { checkShape } from '../metadata/envelope.ts'
import { ORGANISATION } from '../metadata/names.ts'
import { refusal } from '../refuse.ts'
import { type FederationDocument, federationSchema } from './federation.ts'
import { type RegistryDocument, registrySchema } from './registry.ts'
import { type TrustDocument, trustSchema } from './trust.ts'

/** One signed document: more would let one state make every node spend memory. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024

const read = <T>(bytes: Uint8Array, schema: z.ZodType<T>, path: string): T => {
  if (bytes.length > MAX_DOCUMENT_BYTES) throw refusal(path, 'too large')
  return checkShape(schema, parseCanonicalJson(bytes, path), path)
}

const own = (state: string, ids: Iterable<string>, path: string): void => {
  const seen = new Set<string>()
  for (const id of ids) {
    if (!id.startsWith(`${state}/`)) throw refusal(path, `${id} is not of ${state}`)
    if (seen.has(id)) throw refusal(path, `${id} is listed twice`)
    seen.add(id)
  }
}

const ofState = (document: { readonly state: string }, state: string, path: string): void => {
  if (document.state !== state) throw refusal(path, `says that it is of ${document.state}`)
}

/** Throws DIRECTORY_INVALID: one foreign identifier refuses the whole document. */
export const readTrust = (bytes: Uint8Array, state: string, path: string): TrustDocument => {
  const document = read(bytes, trustSchema, path)
  ofState(document, state, path)
  own(
    state,
    document.gateways.map((gateway) => gateway.id),
    path,
  )
  return document
}

/** Throws DIRECTORY_INVALID: also where a part names what the document does not hold. */
export const readRegistry = (bytes: Uint8Array, state: string, path: string): RegistryDocument => {
  const document = read(bytes, registrySchema, path)
  ofState(document, state, path)
  const members = document.members.map((member) => member.id)
  const subsystems = document.subsystems.map((subsystem) => subsystem.id)
  own(state, members, path)
  own(state, subsystems, path)
  own(
    state,
    document.services.map((service) => service.id),
    path,
  )
  own(state, document.revoked.gateways, path)
  parentsThere(members, subsystems, 3, path)
  parentsThere(
    subsystems,
    document.services.map((service) => service.id),
    4,
    path,
  )
  for (const { id, gateways, groups } of document.subsystems) {
    own(state, gateways, path)
    if (new Set(groups).size !== groups.length) throw refusal(path, `${id} is in a group twice`)
    for (const group of groups) {
      // A group carries rights: a state may enter its own systems into its own groups and the federation's, no other's.
      if (!group.startsWith(`${state}/`) && !group.startsWith(`${ORGANISATION}/`)) {
        throw refusal(path, `${id} cannot be in group ${group}`)
      }
    }
  }
  return document
}

const parentsThere = (parents: readonly string[], children: readonly string[], parts: number, path: string): void => {
  const known = new Set(parents)
  for (const child of children) {
    const parent = child.split('/').slice(0, parts).join('/')
    if (!known.has(parent)) throw refusal(path, `${child} is without ${parent}`)
  }
}

export const readFederation = (bytes: Uint8Array): FederationDocument =>
  read(bytes, federationSchema, 'federation.json')
