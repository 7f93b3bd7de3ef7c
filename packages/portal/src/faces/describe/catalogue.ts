import type { PublishedItem } from '../../content/published.ts'
import { type Node, node } from '../rdf/node.ts'
import { dataThemeScheme, lands, licenceDocument, linguisticSystem } from './authority-tables.ts'
import { describeDataset, entryOf, isListed, recordIri } from './library.ts'
import { ids, organisation, type World } from './shared.ts'

/** The member that answers for the portal. */
const SECRETARIAT = 'GCC/GOV/SG'

export const catalogIri = ({ at }: World): string => `${at.base}/id/catalogue`
const serviceIri = ({ at }: World): string => `${at.base}/id/api`

/** What holds for the whole catalogue; its parts are named where they are described (`catalogued`). */
function head(world: World, modified: Date | null): Node[] {
  const { at } = world
  const [publisher, ...about] = organisation(world, SECRETARIAT) as [Node, ...Node[]]
  const languages = (['ar', 'en'] as const).map(linguisticSystem)
  const licence = licenceDocument('terms-of-owner', (code) => at.concept('licence', code))
  return [
    node(catalogIri(world), ['dcat:Catalog'], {
      title: { ar: 'فهرس البوابة الخليجية الموحدة', en: 'Catalogue of the Unified Gulf Portal' },
      description: {
        ar: 'وثائق وبيانات الدول الست كما تعلنها كل دولة عبر شبكة الربط',
        en: 'Documents and data of the six states, as each hands them out over the network',
      },
      publisher: publisher.id,
      language: ids(languages),
      license: licence.id,
      spatial: ids(lands('GCC')),
      themeTaxonomy: dataThemeScheme().id,
      modified: modified?.toISOString(),
      service: serviceIri(world),
    }),
    node(serviceIri(world), ['dcat:DataService'], {
      title: { ar: 'واجهة القراءة', en: 'Read API' },
      endpointURL: at.api,
      endpointDescription: `${at.api}/openapi.json`,
      publisher: publisher.id,
      license: licence.id,
    }),
    node(at.api, ['rdfs:Resource']),
    node(`${at.api}/openapi.json`, ['rdfs:Resource']),
    publisher,
    ...about,
    ...languages,
    ...lands('GCC'),
    licence,
    dataThemeScheme(),
  ]
}

/** The catalogue (DCAT-AP 3.0.1 §7: Catalog, CatalogRecord, DataService, and what `describeDataset` says) as its records come. */
export async function* describeCatalogue(
  world: World,
  items: AsyncIterable<PublishedItem> | Iterable<PublishedItem>,
  modified: Date | null,
): AsyncGenerator<Node> {
  yield* head(world, modified)
  for await (const item of items) {
    if (!isListed(item)) continue
    const dataset = world.at.thing(item.record.id)
    // Said of the catalogue where the part is at hand, so that no list of all parts is held.
    yield node(catalogIri(world), [], { dataset, record: recordIri(world, item.record.id) })
    yield node(serviceIri(world), [], { servesDataset: dataset })
    yield* describeDataset(world, item.record)
    yield* entryOf(world, item)
  }
}
