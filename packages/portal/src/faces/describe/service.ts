import type { RecordOf } from '../../record/record.ts'
import type { Text } from '../../record/text.ts'
import { BUSINESS_EVENTS, LIFE_EVENTS } from '../../taxonomy/events.ts'
import { SECTORS } from '../../taxonomy/sectors.ts'
import { AUDIENCES, CHANNELS, CURRENCIES, LEVELS } from '../../taxonomy/services.ts'
import { type Node, node } from '../rdf/node.ts'
import { currencyOf, lands, linguisticSystem } from './authority-tables.ts'
import {
  concept,
  ids,
  languagesOf,
  organisation,
  pageOf,
  sampleStatement,
  tenantOf,
  trialStatus,
  type World,
} from './shared.ts'

type Service = RecordOf<'service'>

/** A public service and all that hangs on it (CPSV-AP 3.2.0 §5; evidence and requirements: CCCEV 2.1.0). */
export function describeService(world: World, record: Service): Node[] {
  const { at } = world
  const [authority, ...about] = organisation(world, record.agency) as [Node, ...Node[]]
  const channels = record.channels.map((channel, place) => describeChannel(world, record, channel, place))
  const costs = record.costs.map((cost, place) => describeCost(world, record, cost, place))
  const inputs = record.inputs.map((input, place) => describeInput(world, record, input, place))
  const requirements = part(record.requirements, (title, place) =>
    node(at.part(record.id, `requirement-${place}`), ['cv:Requirement'], {
      identifier: `${record.id}#requirement-${place}`,
      title,
    }),
  )
  const outputs = part(record.outputs, (title, place) =>
    node(at.part(record.id, `output-${place}`), ['cv:Output'], { identifier: `${record.id}#output-${place}`, title }),
  )
  const laws = record.laws.map((law) => node(at.thing(law), ['eli:LegalResource'], { identifier: law }))
  const rule = node(at.part(record.id, 'rule'), ['cpsv:Rule'], {
    identifier: `${record.id}#rule`,
    title: { ar: 'الخطوات', en: 'Steps' },
    description: inLines(record.steps),
    implements: ids(laws),
  })
  const events = [
    ...record.lifeEvents.map((code) => event(world, 'cv:LifeEvent', 'life-event', LIFE_EVENTS[code], code)),
    ...record.businessEvents.map((code) =>
      event(world, 'cv:BusinessEvent', 'business-event', BUSINESS_EVENTS[code], code),
    ),
  ]
  const sectors = record.sectors.map((code) => concept(world, 'sector', SECTORS, code))
  const audiences = record.audiences.map((code) => concept(world, 'audience', AUDIENCES, code))
  const level = concept(world, 'level', LEVELS, record.level)
  const languages = languagesOf(record).map(linguisticSystem)
  const places = lands(tenantOf(record.id))
  const phones = record.channels.flatMap(({ phone }) => phone ?? [])
  const contact =
    phones.length === 0 ? [] : [node(at.part(record.id, 'contact'), ['cv:ContactPoint'], { telephone: phones })]
  const sample = record.sample ? [sampleStatement(world)] : []
  const trial = trialStatus(world, record.id)
  const page = pageOf(world, record.id)
  return [
    node(at.thing(record.id), ['cpsv:PublicService'], {
      identifier: record.id,
      title: record.title,
      description: record.summary,
      hasCompetentAuthority: authority.id,
      keyword: record.keywords,
      language: ids(languages),
      spatial: ids(places),
      sector: ids(sectors),
      audience: ids(audiences),
      isGroupedBy: ids(events),
      isClassifiedBy: level.id,
      processingTime: record.processingTime,
      hasChannel: channels.map(([channel]) => channel?.id ?? ''),
      hasCost: costs.map(([cost]) => cost?.id ?? ''),
      hasInput: inputs.map(([evidence]) => evidence?.id ?? ''),
      hasInputType: inputs.map(([, type]) => type?.id ?? ''),
      holdsRequirement: ids(requirements),
      follows: rule.id,
      produces: ids(outputs),
      hasLegalResource: ids(laws),
      contactPoint: contact[0]?.id,
      provenance: sample[0]?.id,
      status: trial[0]?.id,
      issued: record.issued,
      modified: record.modified,
      page: page.id,
    }),
    rule,
    ...[channels, costs, inputs].flat(2),
    ...[requirements, outputs, laws, contact, [authority], about, events, sectors, audiences, [level, page]].flat(),
    ...[languages, places, sample, trial].flat(),
  ]
}

function describeChannel(world: World, { id }: Service, channel: Service['channels'][number], place: number): Node[] {
  const iri = world.at.part(id, `channel-${place}`)
  const type = concept(world, 'channel', CHANNELS, channel.type)
  const hours =
    channel.hours === undefined ? [] : [node(`${iri}-hours`, ['time:TemporalEntity'], { description: channel.hours })]
  const link = channel.url === undefined ? [] : [node(channel.url, ['foaf:Document'])]
  return [
    node(iri, ['cv:Channel'], {
      identifier: `${id}#channel-${place}`,
      type: type.id,
      description: channel.note,
      openingHours: hours[0]?.id,
      page: link[0]?.id,
    }),
    type,
    ...hours,
    ...link,
  ]
}

function describeCost(world: World, { id }: Service, cost: Service['costs'][number], place: number): Node[] {
  const currency = currencyOf(cost.currency)
  const digits = CURRENCIES[cost.currency].minorDigits
  return [
    node(world.at.part(id, `cost-${place}`), ['cv:Cost'], {
      identifier: `${id}#cost-${place}`,
      hasValue: canonicalDouble(cost.amountMinor / 10 ** digits),
      currency: currency.id,
      description: cost.note,
    }),
    currency,
  ]
}

/** `1.5E0`: the one form of an xsd:double (XML Schema 1.1 Part 2 §3.3.5.2), so that Turtle and JSON-LD say the same. */
const canonicalDouble = (value: number): string => value.toExponential(15).replace(/(\d)0*e\+?/, '$1E')

/** What the applicant brings: the piece of evidence, and the type that others can ask for (CCCEV 2.1.0 EvidenceType). */
function describeInput(world: World, { id }: Service, input: Service['inputs'][number], place: number): Node[] {
  const iri = world.at.part(id, `input-${place}`)
  const holder = input.heldBy === undefined ? [] : organisation(world, input.heldBy)
  return [
    node(iri, ['cv:Evidence'], {
      identifier: `${id}#input-${place}`,
      title: input.title,
      conformsTo: `${iri}-type`,
      publisher: holder[0]?.id,
    }),
    node(`${iri}-type`, ['cv:EvidenceType'], { identifier: `${id}#input-${place}-type`, title: input.title }),
    ...holder,
  ]
}

function event(
  { at }: World,
  type: 'cv:LifeEvent' | 'cv:BusinessEvent',
  list: string,
  title: Text,
  code: string,
): Node {
  return node(at.concept(list, code), [type, 'cv:Event'], { identifier: code, title })
}

/** A list of texts as one: numbered lines, in a language only where every line is there in it. */
function inLines(texts: readonly Text[]): Text {
  const ar = texts.map((text, at) => `${at + 1}. ${text.ar}`).join('\n')
  const en = texts.map((text, at) => text.en && `${at + 1}. ${text.en}`)
  return en.includes(undefined) ? { ar } : { ar, en: en.join('\n') }
}

const part = <T>(all: readonly T[], make: (one: T, place: number) => Node): Node[] => all.map(make)
