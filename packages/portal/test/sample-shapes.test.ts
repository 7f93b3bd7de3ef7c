import { makeContent } from '@rabt/testbed'
import { describe, expect, it } from 'vitest'
import { addresses } from '../src/faces/address.ts'
import { describeCatalogue } from '../src/faces/describe/catalogue.ts'
import { describeService } from '../src/faces/describe/service.ts'
import { worldOf } from '../src/faces/describe/shared.ts'
import { writeGraph } from '../src/faces/graph-routes.ts'
import type { Node } from '../src/faces/rdf/node.ts'
import { itemOf } from '../src/faces/testing/records.ts'
import { CCCEV, CPOV, CPSV_AP, DCAT_AP, parseTurtle, violationsOf } from '../src/faces/testing/shapes.ts'
import { type PortalRecord, type RecordOf, record } from '../src/record/record.ts'

const STATES = ['KW', 'SA', 'QA', 'AE', 'BH', 'OM'] as const
const records = STATES.map((state) => makeContent(state).items.map((item) => record.parse(item.record)))
const isAgency = (it: PortalRecord): it is RecordOf<'agency'> => it.kind === 'agency'
const isService = (it: PortalRecord): it is RecordOf<'service'> => it.kind === 'service'
const world = worldOf(addresses('https://portal.example'), records.flat().filter(isAgency), () => 'live')

async function graphOf(nodes: Iterable<Node> | AsyncIterable<Node>) {
  let text = ''
  for await (const piece of writeGraph('ttl', nodes, world.at.context)) text += piece
  return parseTurtle(text)
}

describe('the sample content of the six states', () => {
  it('as a catalogue keeps DCAT-AP', async () => {
    const graph = await graphOf(
      describeCatalogue(
        world,
        records.flat().map((it) => itemOf(it)),
        null,
      ),
    )
    expect(graph.filter((it) => it.predicate.value.endsWith('dcat#distribution')).length).toBeGreaterThan(50)
    expect(await violationsOf(graph, DCAT_AP)).toEqual([])
  })

  it('as services, twenty-five of each state, keeps CPSV-AP, CPOV and CCCEV', async () => {
    const some = records.flatMap((of) => {
      const services = of.filter(isService)
      const step = Math.max(1, Math.floor(services.length / 25))
      return services.filter((_, at) => at % step === 0).slice(0, 25)
    })
    expect(some.length).toBe(150)
    const graph = await graphOf(some.flatMap((service) => describeService(world, service)))
    expect(await violationsOf(graph, [...CPSV_AP, ...CPOV])).toEqual([])
    expect(await violationsOf(graph, CCCEV)).toEqual([])
  }, 60_000)
})
