import type { z } from 'zod'
import { parseCanonicalJson } from '../codec/canonical-json.ts'
import { checkShape } from '../metadata/envelope.ts'
import { ORGANISATION } from '../metadata/names.ts'
import { refusal } from '../refuse.ts'
import { type AgreementsDocument, type AgreementText, agreementsSchema } from './agreements.ts'
import { type FederationDocument, federationSchema } from './federation.ts'
import { refuseLookAlikes, refuseReserved } from './look-alike.ts'
import { type RegistryDocument, registrySchema } from './registry.ts'
import { type TrustDocument, trustSchema } from './trust.ts'

/** One signed document: more would let one state make every node spend memory. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024

const read = <T>(bytes: Uint8Array, schema: z.ZodType<T>, path: string): T => {
  if (bytes.length > MAX_DOCUMENT_BYTES) throw refusal(path, 'too large')
  return checkShape(schema, parseCanonicalJson(bytes, path), path)
}

const unique = (ids: Iterable<string>, path: string): void => {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) throw refusal(path, `${id} is listed twice`)
    seen.add(id)
  }
}

const own = (state: string, ids: readonly string[], path: string): void => {
  for (const id of ids) if (!id.startsWith(`${state}/`)) throw refusal(path, `${id} is not of ${state}`)
  unique(ids, path)
}

const ofState = (document: { readonly state: string }, state: string, path: string): void => {
  if (document.state !== state) throw refusal(path, `says that it is of ${document.state}`)
}

/** Throws DIRECTORY_INVALID: one foreign identifier refuses the whole document. */
export const readTrust = (bytes: Uint8Array, state: string, path: string): TrustDocument => {
  const document = read(bytes, trustSchema, path)
  ofState(document, state, path)
  const gateways = document.gateways.map((gateway) => gateway.id)
  own(state, gateways, path)
  refuseLookAlikes(gateways, path)
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
  const services = document.services.map((service) => service.id)
  own(state, services, path)
  own(state, document.revoked.gateways, path)
  parentsThere(members, subsystems, 3, path)
  parentsThere(subsystems, services, 4, path)
  refuseReserved(members, path)
  for (const names of [members, subsystems, services]) refuseLookAlikes(names, path)
  refuseLookAlikes([...new Set(document.subsystems.flatMap((subsystem) => subsystem.groups))], path)
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
  for (const each of document.maintenance ?? []) own(state, ['gateway' in each ? each.gateway : each.subsystem], path)
  return document
}

/**
 * Throws DIRECTORY_INVALID: a state writes texts under its own code that concern it, one of an identifier, and has one
 * position on each text, its own or another's.
 */
export const readAgreements = (bytes: Uint8Array, state: string, path: string): AgreementsDocument => {
  const document = read(bytes, agreementsSchema, path)
  ofState(document, state, path)
  own(
    state,
    document.texts.map((one) => one.id),
    path,
  )
  for (const one of document.texts) {
    if (!concerns(one, state)) throw refusal(path, `${one.id} does not concern ${state}`)
  }
  unique(
    document.positions.map((one) => one.agreement),
    path,
  )
  return document
}

/** Its own party or group, or a group of the federation; the organisation writes for every state to accede to. */
const concerns = ({ consumer, provider }: AgreementText, state: string): boolean => {
  if (state === ORGANISATION) return true
  const caller = 'group' in consumer ? consumer.group : consumer.subsystem
  const called = 'group' in provider ? provider.group : provider.service
  const common = ['group' in consumer ? caller : '', 'group' in provider ? called : '']
  return (
    [caller, called].some((party) => party.startsWith(`${state}/`)) ||
    common.some((party) => party.startsWith(`${ORGANISATION}/`))
  )
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
