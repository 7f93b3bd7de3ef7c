import type { PublishedItem } from '../../content/published.ts'
import type { PortalRecord } from '../../record/record.ts'
import { type Node, node } from '../rdf/node.ts'
import type { Curie } from '../rdf/vocabulary.ts'
import { lands, licenceDocument, linguisticSystem } from './authority-tables.ts'
import { describeDataset, entryOf } from './library.ts'
import { describeService } from './service.ts'
import { ids, languagesOf, organisation, pageOf, sampleStatement, tenantOf, trialStatus, type World } from './shared.ts'

/** Class of what neither DCAT-AP nor CPSV-AP has a shape for. */
const CLASSES: Readonly<Partial<Record<PortalRecord['kind'], readonly Curie[]>>> = {
  law: ['eli:LegalResource'],
  news: ['schema:NewsArticle'],
  achievement: ['schema:Article'],
  experience: ['schema:Article'],
  document: ['foaf:Document'],
}

/** One record as a graph of its own: whatever it refers to is typed in it. */
export function describeRecord(world: World, item: PublishedItem): Node[] {
  const { record } = item
  switch (record.kind) {
    case 'service':
      return [...describeService(world, record), ...entryOf(world, item)]
    case 'dataset':
      return [...describeDataset(world, record), ...entryOf(world, item)]
    case 'document':
      if (record.files.length > 0) return [...describeDataset(world, record), ...entryOf(world, item)]
      break
    case 'agency':
      return [...organisation(world, record.id), ...entryOf(world, item)]
  }
  return [...describeOther(world, record), ...entryOf(world, item)]
}

function describeOther(world: World, record: PortalRecord): Node[] {
  const { at } = world
  const [publisher, ...about] = organisation(world, record.owner) as [Node, ...Node[]]
  const languages = languagesOf(record).map(linguisticSystem)
  const places = lands(tenantOf(record.id))
  const licence = licenceDocument(record.licence, (code) => at.concept('licence', code))
  const sample = record.sample ? [sampleStatement(world)] : []
  const trial = trialStatus(world, record.id)
  return [
    node(at.thing(record.id), CLASSES[record.kind] ?? ['schema:Country'], {
      identifier: record.id,
      title: record.title,
      description: record.summary,
      keyword: record.keywords,
      publisher: publisher.id,
      language: ids(languages),
      spatial: ids(places),
      license: licence.id,
      provenance: sample[0]?.id,
      status: trial[0]?.id,
      issued: record.issued,
      modified: record.modified,
      page: at.page(record.id, 'ar'),
    }),
    publisher,
    ...about,
    ...languages,
    ...places,
    licence,
    ...sample,
    ...trial,
    pageOf(world, record.id),
  ]
}
