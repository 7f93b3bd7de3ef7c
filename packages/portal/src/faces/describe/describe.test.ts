import jsonld from 'jsonld'
import { Writer } from 'n3'
import { describe, expect, it } from 'vitest'
import type { PublishedItem } from '../../content/published.ts'
import type { RecordOf } from '../../record/record.ts'
import { addresses } from '../address.ts'
import { writeGraph } from '../graph-routes.ts'
import { jsonLdContext } from '../rdf/json-ld.ts'
import type { Node } from '../rdf/node.ts'
import { fullRecords, itemOf } from '../testing/records.ts'
import { CCCEV, CPOV, CPSV_AP, DCAT_AP, parseTurtle, violationsOf } from '../testing/shapes.ts'
import { describeCatalogue } from './catalogue.ts'
import { describeRecord } from './record.ts'
import { worldOf } from './shared.ts'

const at = addresses('https://portal.example')
const items = ['KW', 'SA', 'GCC'].flatMap((state) => fullRecords(state).map((record) => itemOf(record)))
const agencies = items
  .map(({ record }) => record)
  .filter((record): record is RecordOf<'agency'> => record.kind === 'agency')
const world = worldOf(at, agencies, () => 'live')

async function written(form: 'ttl' | 'jsonld', nodes: Iterable<Node> | AsyncIterable<Node>): Promise<string> {
  let text = ''
  for await (const piece of writeGraph(form, nodes, at.context)) text += piece
  return text
}
const graphOf = async (nodes: Iterable<Node> | AsyncIterable<Node>) => parseTurtle(await written('ttl', nodes))
const withoutAgencies = worldOf(at, [], () => 'live')
const services = () => items.filter(({ kind }) => kind === 'service').flatMap((item) => describeRecord(world, item))

describe('the catalogue', () => {
  it('keeps the official shapes of DCAT-AP 3.0.1', async () => {
    const graph = await graphOf(describeCatalogue(world, items, new Date(0)))
    expect(await violationsOf(graph, DCAT_AP)).toEqual([])
    expect(graph.filter((it) => it.object.value.endsWith('#Dataset')).length).toBe(6)
    expect(graph.filter((it) => it.predicate.value.endsWith('#servesDataset')).length).toBe(6)
  })

  it('keeps them where no agency is published, or nothing at all', async () => {
    expect(await violationsOf(await graphOf(describeCatalogue(withoutAgencies, items, null)), DCAT_AP)).toEqual([])
    expect(await violationsOf(await graphOf(describeCatalogue(world, [], null)), DCAT_AP)).toEqual([])
  })

  it.each([
    ['a title', 'title', /title/],
    ['the address of a file', 'accessURL', /accessURL/],
    ['the status of an entry', 'primaryTopic', /primaryTopic/],
  ] as const)('without %s breaks them', async (_, term, path) => {
    async function* broken() {
      for await (const node of describeCatalogue(world, items, null)) {
        const { [term]: _, ...says } = node.says
        yield { ...node, says }
      }
    }
    const found = await violationsOf(await graphOf(broken()), DCAT_AP)
    expect(found.length).toBeGreaterThan(0)
    expect(found.map((it) => it.path).join(' ')).toMatch(path)
  })

  it('names the file by its bytes, the licence by its owner, and the entry by its proof', async () => {
    const graph = await graphOf(describeCatalogue(world, items, null))
    const said = (subject: string, predicate: RegExp) =>
      graph
        .filter((it) => it.subject.value === subject && predicate.test(it.predicate.value))
        .map((it) => it.object.value)
    const file = at.part('KW/dataset/violations', 'ab'.repeat(32))
    expect(said(file, /byteSize/)).toEqual(['1234'])
    expect(said(`${file}-checksum`, /checksumValue/)).toEqual(['ab'.repeat(32)])
    expect(said(file, /license/)).toEqual([at.concept('licence', 'KSA-OD')])
    const entry = at.part('KW/dataset/violations', 'record')
    expect(said(entry, /source/)).toEqual(['https://portal.example/ar/proof/7#KW/dataset/violations'])
    expect(said(entry, /status/)).toEqual([at.concept('change-type', 'created')])
  })
})

describe('services', () => {
  it('keep the official shapes of CPSV-AP 3.2.0, CPOV 2.1.2 and CCCEV 2.1.0', async () => {
    const graph = await graphOf(services())
    expect(await violationsOf(graph, CPSV_AP)).toEqual([])
    expect(await violationsOf(graph, CPOV)).toEqual([])
    expect(await violationsOf(graph, CCCEV)).toEqual([])
  })

  it('with a node that bears no class break them', async () => {
    const broken = services().map((node) =>
      node.types.includes('cv:Channel') ? { ...node, types: ['dct:Location' as const] } : node,
    )
    const found = await violationsOf(await graphOf(broken), CPSV_AP)
    expect(found.map((it) => it.path)).toContain('http://data.europa.eu/m8g/hasChannel')
  })

  it('give costs in major units', async () => {
    const cost = services().find((node) => node.types.includes('cv:Cost'))
    expect(cost?.says.hasValue).toBe('1.5E0')
  })

  it('number their steps, in English only where all are', () => {
    const rule = services().find((node) => node.types.includes('cpsv:Rule'))
    expect(rule?.says.description).toEqual({ ar: '1. ادخل\n2. ادفع', en: '1. Enter\n2. Pay' })
  })
})

describe('one record', () => {
  it.each(items.filter(({ tenant }) => tenant === 'KW').map((item): [string, PublishedItem] => [item.record.id, item]))(
    '%s keeps every shape',
    async (_, item) => {
      const graph = await graphOf(describeRecord(world, item))
      expect(await violationsOf(graph, [...DCAT_AP.slice(0, 2), ...CPOV])).toEqual([])
      const typed = new Set(graph.filter((it) => it.predicate.value.endsWith('#type')).map((it) => it.subject.value))
      expect(typed).toContain(at.thing(item.record.id))
    },
  )
})

describe('Turtle and JSON-LD', () => {
  const canonical = (graph: object | string, options: object) =>
    jsonld.canonize(graph as object, { algorithm: 'RDFC-1.0', ...options })
  const documentLoader = async (url: string) => {
    if (url !== at.context) throw new Error(`nothing else is loaded: ${url}`)
    return { documentUrl: url, contextUrl: undefined, document: jsonLdContext() }
  }

  it.each([
    ['services', () => services()],
    ['the catalogue', () => describeCatalogue(world, items, new Date(0))],
    ['every record', () => items.flatMap((item) => describeRecord(world, item))],
  ] as const)('say the same of %s', async (_, nodes) => {
    const fromJson = await canonical(JSON.parse(await written('jsonld', nodes())), { documentLoader })
    const nquads = new Writer({ format: 'N-Quads' }).quadsToString(await graphOf(nodes()))
    const fromTurtle = await canonical(nquads, { inputFormat: 'application/n-quads' })
    expect(fromJson).toBe(fromTurtle)
    expect(fromTurtle.split('\n').length).toBeGreaterThan(100)
  })
})
