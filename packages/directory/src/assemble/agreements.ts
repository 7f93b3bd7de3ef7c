import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../codec/canonical-json.ts'
import type { AgreementsDocument, AgreementText } from '../document/agreements.ts'
import type { AgreementPositionRecord, AgreementRecord, ServiceRecord, SubsystemRecord } from '../view.ts'
import { FrozenMap } from './frozen-map.ts'

/** What a position names: SHA-256 (hex) of the canonical JSON of the text. */
export const agreementDigest = (text: AgreementText): string =>
  createHash('sha256')
    .update(canonicalJson(text as unknown as Json))
    .digest('hex')

/** A document with the digests of its texts, which cost more than the rest: made once a document. */
export interface DigestedAgreements extends AgreementsDocument {
  readonly digests: readonly string[]
}

export const digestAgreements = (document: AgreementsDocument): DigestedAgreements => ({
  ...document,
  digests: document.texts.map(agreementDigest),
})

/**
 * Every readable text with the positions that count for it. An acceptance counts for the very text that its digest
 * names; a suspension counts for whatever text bears the identifier, so that a changed text does not lift it.
 */
export const buildAgreements = (documents: readonly DigestedAgreements[]): ReadonlyMap<string, AgreementRecord> => {
  const positions = new Map<string, [string, AgreementsDocument['positions'][number]][]>()
  for (const document of documents) {
    for (const one of document.positions) {
      const held = positions.get(one.agreement)
      if (held === undefined) positions.set(one.agreement, [[document.state, one]])
      else held.push([document.state, one])
    }
  }
  const records: [string, AgreementRecord][] = []
  for (const document of documents) {
    for (const [index, text] of document.texts.entries()) {
      const digest = document.digests[index] as string
      const counted = (positions.get(text.id) ?? []).filter(
        ([, one]) => one.position === 'suspended' || Buffer.from(one.digest).toString('hex') === digest,
      )
      records.push([text.id, recordOf(text, digest, document.state, counted)])
    }
  }
  return new FrozenMap(records)
}

const recordOf = (
  text: AgreementText,
  digest: string,
  author: string,
  positions: readonly (readonly [string, AgreementsDocument['positions'][number]])[],
): AgreementRecord => {
  return Object.freeze({
    ...text,
    digest,
    author,
    positions: new FrozenMap(
      positions.map(([state, { position, from, decision }]): readonly [string, AgreementPositionRecord] => [
        state,
        Object.freeze({ position, from, decision }),
      ]),
    ),
  })
}

/** By service, the agreements that name it or, by group and code, services like it; those that begin last come first. */
export const indexAgreements = (
  agreements: ReadonlyMap<string, AgreementRecord>,
  services: ReadonlyMap<string, ServiceRecord>,
  subsystems: ReadonlyMap<string, SubsystemRecord>,
): ReadonlyMap<string, readonly AgreementRecord[]> => {
  const byGroup = new Map<string, string[]>()
  for (const id of services.keys()) {
    const cut = id.lastIndexOf('/')
    for (const group of subsystems.get(id.slice(0, cut))?.groups ?? []) {
      const key = `${group} ${id.slice(cut + 1)}`
      const held = byGroup.get(key)
      if (held === undefined) byGroup.set(key, [id])
      else held.push(id)
    }
  }
  const index = new Map<string, AgreementRecord[]>()
  for (const agreement of agreements.values()) {
    const { provider } = agreement
    const named =
      'group' in provider ? (byGroup.get(`${provider.group} ${provider.service}`) ?? []) : [provider.service]
    for (const service of named) {
      const held = index.get(service)
      if (held === undefined) index.set(service, [agreement])
      else held.push(agreement)
    }
  }
  for (const list of index.values()) {
    if (list.length > 1) list.sort((a, b) => b.from - a.from || (a.id < b.id ? -1 : 1))
    Object.freeze(list)
  }
  return index
}
