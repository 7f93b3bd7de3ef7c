import type { PublishedItem } from '../../content/published.ts'
import type { ShownStage, StageOf } from '../../launch/shown.ts'
import { TRIAL } from '../../launch/trial.ts'
import { KINDS, TENANTS } from '../../record/common.ts'
import { partsOf } from '../../record/record.ts'
import { LANGUAGES, type Text } from '../../record/text.ts'
import type { Addresses } from '../address.ts'
import { ADMS_UNDER_DEVELOPMENT } from '../describe/authority-tables.ts'
import type { Change, FaceSource } from '../source.ts'
import { element, seconds, xml } from '../xml.ts'
import { OaiError, type OaiRequest } from './request.ts'
import { type MetadataPrefix, type Position, writeToken } from './token.ts'

/** Records in one answer. */
export const LIST_SIZE = 100

const FORMATS: Readonly<Record<MetadataPrefix, { readonly schema: string; readonly namespace: string }>> = {
  oai_dc: {
    schema: 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
    namespace: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
  },
  oai_dcat: { schema: 'https://www.w3.org/ns/dcat.rdf', namespace: 'http://www.w3.org/ns/dcat#' },
}

export interface Repository {
  readonly at: Addresses
  readonly source: FaceSource
  readonly stageOf: StageOf
}

/** `oai:portal.example:KW/service/x` (OAI identifier format §2). */
const identifierOf = ({ base }: Addresses, id: string): string => `oai:${new URL(base).hostname}:${id}`

/** The element of a verb, with its content. Throws OaiError. */
export async function respond(repository: Repository, request: OaiRequest): Promise<string> {
  switch (request.verb) {
    case 'Identify':
      return element('Identify', {}, await identify(repository))
    case 'ListSets':
      return element('ListSets', {}, sets())
    case 'ListMetadataFormats':
      if (request.identifier !== undefined) await find(repository, request.identifier)
      return element(
        'ListMetadataFormats',
        {},
        Object.entries(FORMATS).map(([prefix, { schema, namespace }]) =>
          element('metadataFormat', {}, [
            element('metadataPrefix', {}, prefix),
            element('schema', {}, xml(schema)),
            element('metadataNamespace', {}, xml(namespace)),
          ]),
        ),
      )
    case 'GetRecord':
      return element('GetRecord', {}, recordOf(repository, await find(repository, request.identifier), request.prefix))
    case 'ListRecords':
    case 'ListIdentifiers':
      return list(repository, request.verb, request.position)
  }
}

async function identify({ at, source }: Repository): Promise<string[]> {
  const earliest = await source.earliest()
  return [
    element('repositoryName', {}, xml('البوابة الخليجية الموحدة')),
    element('baseURL', {}, xml(`${at.base}/oai`)),
    element('protocolVersion', {}, '2.0'),
    element('adminEmail', {}, 'portal@gcc.example'),
    element('earliestDatestamp', {}, seconds(earliest ?? new Date(0))),
    // Withdrawals stay in the history, which is append-only.
    element('deletedRecord', {}, 'persistent'),
    element('granularity', {}, 'YYYY-MM-DDThh:mm:ssZ'),
  ]
}

function sets(): string[] {
  const set = (spec: string, name: string) =>
    element('set', {}, [element('setSpec', {}, spec), element('setName', {}, xml(name))])
  return [
    ...KINDS.map((kind) => set(`kind:${kind}`, kind)),
    ...TENANTS.flatMap((tenant) => [
      set(`state:${tenant}`, tenant),
      ...KINDS.map((kind) => set(`state:${tenant}:${kind}`, `${tenant} ${kind}`)),
    ]),
  ]
}

async function find({ at, source }: Repository, identifier: string): Promise<Change> {
  const before = identifierOf(at, '')
  const id = identifier.startsWith(before) ? identifier.slice(before.length) : ''
  const change = id === '' || id.length > 120 ? null : await source.change(id)
  if (change === null) throw new OaiError('idDoesNotExist', 'there is no such record')
  return change
}

async function list(
  repository: Repository,
  verb: 'ListRecords' | 'ListIdentifiers',
  position: Position,
): Promise<string> {
  const { kind, tenant, from, until, after, cursor, prefix } = position
  const found = await repository.source.changes({
    kinds: kind === undefined ? KINDS : [kind],
    tenant,
    from,
    until,
    after,
    limit: LIST_SIZE + 1,
  })
  const given = found.slice(0, LIST_SIZE)
  const last = given.at(-1)
  if (last === undefined) throw new OaiError('noRecordsMatch', 'nothing matches')
  const more = found.length > LIST_SIZE
  // §3.5: the last part of a list that was in parts has an empty token.
  const token = more ? writeToken({ ...position, after: last, cursor: cursor + given.length }) : ''
  return element(verb, {}, [
    ...given.map((change) =>
      verb === 'ListRecords' ? recordOf(repository, change, prefix) : header(repository.at, change),
    ),
    more || cursor > 0 ? `<resumptionToken cursor="${cursor}">${xml(token)}</resumptionToken>` : '',
  ])
}

function header(at: Addresses, change: Change): string {
  const { tenant, kind } = partsOf(change.id)
  return element('header', { status: change.item === null ? 'deleted' : undefined }, [
    element('identifier', {}, xml(identifierOf(at, change.id))),
    element('datestamp', {}, seconds(change.at)),
    element('setSpec', {}, `kind:${kind}`),
    element('setSpec', {}, `state:${tenant}`),
    element('setSpec', {}, `state:${tenant}:${kind}`),
  ])
}

function recordOf({ at, stageOf }: Repository, change: Change, prefix: MetadataPrefix): string {
  if (change.item === null) return element('record', {}, header(at, change))
  const metadata =
    prefix === 'oai_dc'
      ? dublinCore(at, change.item, stageOf(change.item))
      : dcat(at, change.item, stageOf(change.item))
  return element('record', {}, [header(at, change), element('metadata', {}, metadata)])
}

const tagged = (name: string, text: Text): string[] =>
  LANGUAGES.flatMap((language) => {
    const said = text[language]
    return said === undefined ? [] : element(name, { 'xml:lang': language }, xml(said))
  })

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

/** Simple Dublin Core (OAI-PMH §6.1). */
function dublinCore(at: Addresses, { record }: PublishedItem, stage: ShownStage): string {
  const { namespace, schema } = FORMATS.oai_dc
  return element(
    'oai_dc:dc',
    {
      'xmlns:oai_dc': namespace,
      'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      'xmlns:xsi': XSI,
      'xsi:schemaLocation': `${namespace} ${schema}`,
    },
    [
      ...tagged('dc:title', record.title),
      ...tagged('dc:description', record.summary),
      ...record.keywords.flatMap((keyword) => tagged('dc:subject', keyword)),
      ...record.sectors.map((sector) => element('dc:subject', {}, sector)),
      element('dc:publisher', {}, xml(record.owner)),
      element('dc:date', {}, record.issued),
      element('dc:type', {}, record.kind),
      element('dc:identifier', {}, xml(at.page(record.id, 'ar'))),
      element('dc:identifier', {}, xml(record.id)),
      ...LANGUAGES.filter((language) => record.title[language] !== undefined).map((language) =>
        element('dc:language', {}, language),
      ),
      element('dc:rights', {}, record.licence),
      ...(stage === 'trial' ? tagged('dc:description', TRIAL) : []),
      ...('files' in record
        ? record.files.map(({ sha256, name }) => element('dc:relation', {}, xml(at.file(sha256, name))))
        : []),
    ],
  )
}

/** The record as RDF/XML of DCAT, short: the whole description is at the address that it names. */
function dcat(at: Addresses, { record }: PublishedItem, stage: ShownStage): string {
  const files = 'files' in record ? record.files : []
  return element(
    'rdf:RDF',
    {
      'xmlns:rdf': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
      'xmlns:dcat': 'http://www.w3.org/ns/dcat#',
      'xmlns:dct': 'http://purl.org/dc/terms/',
      'xmlns:adms': 'http://www.w3.org/ns/adms#',
    },
    element(files.length > 0 ? 'dcat:Dataset' : 'dcat:Resource', { 'rdf:about': at.thing(record.id) }, [
      element('dct:identifier', {}, xml(record.id)),
      ...tagged('dct:title', record.title),
      ...tagged('dct:description', record.summary),
      ...record.keywords.flatMap((keyword) => tagged('dcat:keyword', keyword)),
      stage === 'trial' ? element('adms:status', { 'rdf:resource': ADMS_UNDER_DEVELOPMENT }) : '',
      element('dcat:landingPage', { 'rdf:resource': at.page(record.id, 'ar') }),
      ...files.map(({ sha256, name, bytes }) =>
        element(
          'dcat:distribution',
          {},
          element('dcat:Distribution', { 'rdf:about': at.part(record.id, sha256) }, [
            element('dcat:accessURL', { 'rdf:resource': at.file(sha256, name) }),
            element(
              'dcat:byteSize',
              { 'rdf:datatype': 'http://www.w3.org/2001/XMLSchema#nonNegativeInteger' },
              String(bytes),
            ),
          ]),
        ),
      ),
    ]),
  )
}
