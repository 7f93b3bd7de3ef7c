import type { StageOf } from '../../launch/shown.ts'
import { TRIAL } from '../../launch/trial.ts'
import type { PortalRecord, RecordOf } from '../../record/record.ts'
import { partsOf } from '../../record/record.ts'
import { LANGUAGES, type Language } from '../../record/text.ts'
import type { Terms } from '../../taxonomy/term.ts'
import type { Addresses } from '../address.ts'
import { type Node, node } from '../rdf/node.ts'
import { ADMS_UNDER_DEVELOPMENT, lands } from './authority-tables.ts'

/** What a description needs beside the record. */
export interface World {
  readonly at: Addresses
  readonly stageOf: StageOf
  /** Agencies by their record's id, and by the member that they are. */
  readonly agencies: ReadonlyMap<string, RecordOf<'agency'>>
}

export function worldOf(at: Addresses, agencies: readonly RecordOf<'agency'>[], stageOf: StageOf): World {
  return { at, stageOf, agencies: new Map(agencies.flatMap((it) => [[it.id, it] as const, [it.member, it] as const])) }
}

/** A public organisation (CPOV 2.1.2): an agency by its record, or a member that has none yet by its identifier. */
export function organisation(world: World, agencyOrMember: string): Node[] {
  const { at, agencies } = world
  const record = agencies.get(agencyOrMember)
  const [tenant = ''] = agencyOrMember.split('/')
  const places = lands(tenant)
  const name = record?.title ?? { ar: agencyOrMember }
  const id = record === undefined ? `${at.base}/id/member/${agencyOrMember}` : at.thing(record.id)
  const address = at.part(record?.id ?? '', 'address')
  const contact = at.part(record?.id ?? '', 'contact')
  return [
    node(id, ['cv:PublicOrganisation', 'org:Organization', 'foaf:Agent'], {
      prefLabel: name,
      title: name,
      name,
      identifier: record?.member ?? agencyOrMember,
      spatial: places.map((place) => place.id),
      description: record?.summary,
      page: record && at.page(record.id, 'ar'),
      address: record?.address && address,
      contactPoint: record?.phone && contact,
    }),
    ...(record === undefined ? [] : [pageOf(world, record.id)]),
    ...(record?.address === undefined ? [] : [node(address, ['locn:Address'], { fullAddress: record.address })]),
    ...(record?.phone === undefined ? [] : [node(contact, ['cv:ContactPoint'], { telephone: record.phone })]),
    ...places,
  ]
}

export function pageOf({ at }: World, id: string): Node {
  return node(at.page(id, 'ar'), ['foaf:Document'])
}

/** A term of the portal's own lists. */
export function concept<T extends Terms>({ at }: World, list: string, terms: T, code: keyof T & string): Node {
  return node(at.concept(list, code), ['skos:Concept'], { prefLabel: terms[code], inScheme: at.scheme(list) })
}

/** Where content made up for the sample federation is said to be so. */
export function sampleStatement({ at }: World): Node {
  return node(at.concept('provenance', 'sample'), ['dct:ProvenanceStatement'], {
    label: {
      ar: 'محتوى تجريبي أُعد لشبكة تجريبية، وليس قول أي جهة حقيقية',
      en: 'Made up for the sample federation; never a real agency’s word',
    },
  })
}

/** What is in trial launch is said to be under development (ADMS status vocabulary 1.0); nothing is said of what is live. */
export function trialStatus(world: World, id: string): Node[] {
  return isTrial(world, id) ? [node(ADMS_UNDER_DEVELOPMENT, ['skos:Concept'], { prefLabel: TRIAL })] : []
}

export function isTrial({ stageOf }: World, id: string): boolean {
  const { tenant, kind } = partsOf(id)
  return stageOf({ tenant, kind }) === 'trial'
}

/** Languages that title and summary are there in. */
export function languagesOf(record: PortalRecord): readonly Language[] {
  return LANGUAGES.filter((language) => record.title[language] !== undefined && record.summary[language] !== undefined)
}

export const tenantOf = (id: string): string => partsOf(id).tenant

export const ids = (nodes: readonly Node[]): readonly string[] => nodes.map(({ id }) => id)
