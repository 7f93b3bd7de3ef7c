import { viewFromDocuments } from '../src/assemble/view.ts'
import { canonicalBytes, canonicalJson, type Json } from '../src/codec/canonical-json.ts'
import { sha256 } from '../src/codec/digest.ts'
import type { AgreementsContent, AgreementText } from '../src/document/agreements.ts'
import type { RegistryContent } from '../src/document/registry.ts'
import { authorityOf, delegationsOf } from '../src/metadata/names.ts'
import { EMPTY_REGISTRY, EMPTY_TRUST, federationDocument, issueDocument } from '../src/publish/documents.ts'
import type { CheckedView, Stage } from '../src/view.ts'
import { DAY, NOW } from './federation.ts'

const words = { ar: 'نص', en: 'Text' }

/** A text of Kuwait: its traffic department may ask Qatar's for violations, for a year. */
export const textOf = (change: Partial<AgreementText> = {}): AgreementText => ({
  id: 'KW/2026/17',
  consumer: { subsystem: 'KW/GOV/MOI/traffic' },
  provider: { service: 'QA/GOV/MOI/traffic/violations' },
  endpoints: [{ method: 'GET', path: '/**' }],
  purpose: { code: 'traffic-violations', ...words },
  legalBasis: words,
  decision: null,
  from: NOW,
  until: NOW + 365 * DAY,
  quota: null,
  rate: null,
  responseFields: null,
  stage: 'live',
  replaces: null,
  ...change,
})

type Position = AgreementsContent['positions'][number]

/** A position on this very text, from the beginning of the world on. */
export const positionOn = (text: AgreementText, change: Partial<Position> = {}): Position => ({
  agreement: text.id,
  digest: sha256(Buffer.from(canonicalJson(text as unknown as Json))).toString('base64'),
  position: 'accepted',
  from: 0,
  decision: null,
  ...change,
})

/** One state of a small world. Each has member `GOV/MOI` with subsystem `traffic` and service `violations`. */
export interface Party {
  readonly stage?: Stage
  readonly member?: Stage
  readonly groups?: readonly string[]
  readonly agreements?: AgreementsContent
  /** In place of the document that the contents make. */
  readonly bytes?: Uint8Array
  readonly registry?: Partial<RegistryContent>
}

export const trafficOf = (code: string, { member, groups = [] }: Party = {}): RegistryContent => ({
  ...EMPTY_REGISTRY,
  members: [
    {
      id: `${code}/GOV/MOI`,
      name: words,
      sealCertificates: [],
      ...(member === undefined ? {} : { stage: member }),
    },
  ],
  subsystems: [{ id: `${code}/GOV/MOI/traffic`, name: words, gateways: [], groups: [...groups] }],
  services: [{ id: `${code}/GOV/MOI/traffic/violations`, type: 'REST', title: words, timeoutMs: 1000 }],
})

/** A view of states (and `GCC`) with agreements, without gateways or certificates. */
export const worldOf = (
  parties: Readonly<Record<string, Party>>,
  floor: ReadonlyMap<string, number> = new Map(),
): CheckedView => {
  const documents = new Map<string, Uint8Array>()
  for (const [code, party] of Object.entries(parties)) {
    const { trust, registry, agreements } = authorityOf(code)
    documents.set(trust.path, canonicalBytes(issueDocument('trust', code, EMPTY_TRUST, 1, NOW)))
    const content = { ...trafficOf(code, party), ...party.registry }
    documents.set(registry.path, canonicalBytes(issueDocument('registry', code, content, 1, NOW)))
    if (party.agreements !== undefined) {
      documents.set(agreements.path, canonicalBytes(issueDocument('agreements', code, party.agreements, 1, NOW)))
    }
    if (party.bytes !== undefined) documents.set(agreements.path, party.bytes)
  }
  const states = Object.entries(parties)
    .filter(([code]) => code !== 'GCC')
    .map(([code, { stage = 'live' }]) => ({ code, name: words, stage }))
  return viewFromDocuments({
    version: { number: 1, hash: Buffer.alloc(32) },
    expires: NOW + DAY,
    federation: canonicalBytes(federationDocument({ federation: 'gcc', states })),
    documents,
    delegated: new Set(Object.keys(parties).flatMap((code) => [...delegationsOf(code).keys()])),
    keys: [],
    issues: [],
    floor,
  }).view
}
