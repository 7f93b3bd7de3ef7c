import type { PublishedItem } from '../../content/published.ts'
import type { RecordOf } from '../../record/record.ts'
import { type Node, node } from '../rdf/node.ts'
import {
  dataTheme,
  distributionInTrial,
  fileType,
  frequency,
  lands,
  licenceDocument,
  linguisticSystem,
  mediaType,
} from './authority-tables.ts'
import { ids, isTrial, languagesOf, organisation, pageOf, sampleStatement, tenantOf, type World } from './shared.ts'

type Described = RecordOf<'dataset'> | RecordOf<'document'>

const DCAT_AP = 'https://semiceu.github.io/DCAT-AP/releases/3.0.1/'
/** The shapes of DCAT-AP 3.0.1 ask for `https` here, though the class of it is of `http`. */
const SHA256 = 'https://spdx.org/rdf/terms#checksumAlgorithm_sha256'

/** A data set, or a document as one (DCAT 3 §6.4: text is data), with its files (DCAT-AP 3.0.1 §7: Dataset, Distribution). */
export function describeDataset(world: World, record: Described): Node[] {
  const { at } = world
  const id = at.thing(record.id)
  const [publisher, ...about] = organisation(world, record.owner) as [Node, ...Node[]]
  const themes = record.themes.map(dataTheme)
  const languages = languagesOf(record).map(linguisticSystem)
  const places = lands(tenantOf(record.id))
  const licence = licenceDocument(record.licence, (code) => at.concept('licence', code))
  const rhythm = record.kind === 'dataset' ? frequency(record.frequency) : undefined
  const span =
    record.kind === 'dataset' && record.temporal !== undefined
      ? node(at.part(record.id, 'temporal'), ['dct:PeriodOfTime'], {
          startDate: record.temporal.from,
          endDate: record.temporal.to,
        })
      : undefined
  const sample = record.sample ? sampleStatement(world) : undefined
  const files = record.files.map((file) => distribution(world, record, file, licence))
  const page = pageOf(world, record.id)
  return [
    node(id, record.kind === 'dataset' ? ['dcat:Dataset'] : ['dcat:Dataset', 'foaf:Document'], {
      identifier: record.id,
      title: record.title,
      description: record.summary,
      publisher: publisher.id,
      theme: ids(themes),
      keyword: record.keywords,
      language: ids(languages),
      spatial: ids(places),
      issued: record.issued,
      modified: record.modified,
      landingPage: page.id,
      accrualPeriodicity: rhythm?.id,
      temporal: span?.id,
      provenance: sample?.id,
      distribution: files.map(([file]) => file?.id ?? ''),
    }),
    ...files.flat(),
    publisher,
    ...about,
    ...themes,
    ...languages,
    ...places,
    licence,
    page,
    ...[rhythm, span, sample].filter((it) => it !== undefined),
  ]
}

function distribution(world: World, record: Described, file: Described['files'][number], licence: Node): Node[] {
  const { at } = world
  const id = at.part(record.id, file.sha256)
  const address = at.file(file.sha256, file.name)
  const trial = isTrial(world, record.id) ? [distributionInTrial()] : []
  const [type, media] = [fileType(file.format), mediaType(file.format)]
  const checksum = node(`${id}-checksum`, ['spdx:Checksum'], { algorithm: SHA256, checksumValue: file.sha256 })
  return [
    node(id, ['dcat:Distribution'], {
      title: file.title,
      accessURL: address,
      downloadURL: address,
      format: type.id,
      mediaType: media.id,
      byteSize: file.bytes,
      checksum: checksum.id,
      license: licence.id,
      status: trial[0]?.id,
    }),
    ...trial,
    checksum,
    node(SHA256, ['spdx:ChecksumAlgorithm']),
    type,
    media,
    node(address, ['rdfs:Resource']),
  ]
}

/**
 * The entry of a record: when it changed, and the record of the state that it was taken from, with the proof of that. It is a CatalogRecord where the
 * catalogue has it; DCAT-AP knows no other topics of one.
 */
export function entryOf(world: World, item: PublishedItem): Node[] {
  const { at } = world
  const kind = isListed(item) ? 'dcat:CatalogRecord' : 'foaf:Document'
  const { id } = item.record
  const status = node(at.concept('change-type', item.version === 1 ? 'created' : 'updated'), ['skos:Concept'], {
    prefLabel: item.version === 1 ? { ar: 'أُنشئ', en: 'Created' } : { ar: 'حُدِّث', en: 'Updated' },
  })
  const standard = node(DCAT_AP, ['dct:Standard'], { title: { ar: 'DCAT-AP 3.0.1', en: 'DCAT-AP 3.0.1' } })
  const source =
    item.page === null
      ? []
      : [
          node(`${at.proof(item.page)}#${id}`, [kind], {
            title: {
              ar: 'السجل كما أعلنته الدولة، مع إثبات ذلك',
              en: 'The record as the state handed it out, with the proof',
            },
            primaryTopic: at.thing(id),
            modified: item.record.modified,
            page: at.proof(item.page),
          }),
          node(at.proof(item.page), ['foaf:Document']),
        ]
  return [
    node(recordIri(world, id), [kind], {
      primaryTopic: at.thing(id),
      identifier: item.digest,
      listed: item.firstPublished.toISOString(),
      modified: item.modified.toISOString(),
      status: status.id,
      conformsTo: standard.id,
      source: source[0]?.id,
    }),
    status,
    standard,
    ...source,
  ]
}

/** Whether the catalogue has it: a data set, or a document with a file. */
export const isListed = (item: PublishedItem): item is PublishedItem & { record: Described } =>
  (item.record.kind === 'dataset' || item.record.kind === 'document') && item.record.files.length > 0

export const recordIri = ({ at }: World, id: string): string => at.part(id, 'record')
