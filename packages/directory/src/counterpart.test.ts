import { expect, test } from 'vitest'
import { positionOn, textOf, trafficOf, worldOf } from '../test/agreements.ts'
import { DAY, NOW } from '../test/federation.ts'
import { counterpartsOf } from './counterpart.ts'

const group = 'GCC/traffic'
const LATER = NOW + DAY

/** Oman's ministry has a second system that shares more with Kuwait's, and one that shares nothing. */
const omani = () => {
  const { subsystems, services, ...rest } = trafficOf('OM', { groups: [group] })
  const [system] = subsystems
  const [service] = services
  if (system === undefined || service === undefined) throw new Error('the fixture has a system and a service')
  return {
    ...rest,
    subsystems: [
      system,
      { ...system, id: 'OM/GOV/MOI/roads', groups: [group, 'GCC/roads'] },
      { ...system, id: 'OM/GOV/MOI/archive', groups: [] },
    ],
    services: [service, { ...service, id: 'OM/GOV/MOI/archive/files' }],
  }
}

const world = () => {
  const shared = textOf({ id: 'GCC/2017/1', consumer: { group }, provider: { group, service: 'violations' } })
  const ended = textOf({
    id: 'KW/2024/1',
    provider: { service: 'OM/GOV/MOI/traffic/violations' },
    from: NOW - 30 * DAY,
    until: NOW,
  })
  const asked = textOf({ id: 'KW/2026/1', provider: { service: 'OM/GOV/MOI/archive/files' } })
  return worldOf({
    GCC: { agreements: { texts: [shared], positions: [] } },
    KW: {
      groups: [group, 'GCC/roads'],
      agreements: { texts: [asked, ended], positions: [positionOn(shared), positionOn(asked), positionOn(ended)] },
    },
    OM: { registry: omani(), agreements: { texts: [], positions: [positionOn(shared)] } },
    QA: { groups: [group] },
  })
}

const summary = (id: string, state = 'OM') =>
  counterpartsOf(world(), id, state, LATER).map(({ subsystem, member, sharedGroups, services, agreements }) => ({
    system: subsystem.id,
    member: member.id,
    sharedGroups,
    services: services.map((service) => service.id),
    agreements: agreements.map(({ agreement, consumer, missing }) => [agreement.id, consumer, missing]),
  }))

const EXPECTED = [
  {
    system: 'OM/GOV/MOI/roads',
    member: 'OM/GOV/MOI',
    sharedGroups: [group, 'GCC/roads'],
    services: [],
    agreements: [],
  },
  {
    system: 'OM/GOV/MOI/traffic',
    member: 'OM/GOV/MOI',
    sharedGroups: [group],
    services: ['OM/GOV/MOI/traffic/violations'],
    agreements: [['GCC/2017/1', 'KW/GOV/MOI/traffic', null]],
  },
  {
    system: 'OM/GOV/MOI/archive',
    member: 'OM/GOV/MOI',
    sharedGroups: [],
    services: ['OM/GOV/MOI/archive/files'],
    agreements: [['KW/2026/1', 'KW/GOV/MOI/traffic', 'not-accepted']],
  },
]

test('the counterparts of a system share a group or an agreement with it, those that share most first', () => {
  expect(summary('KW/GOV/MOI/traffic')).toEqual(EXPECTED)
})

test("a member's counterparts are those of its systems", () => {
  expect(summary('KW/GOV/MOI')).toEqual(EXPECTED)
})

test('systems and services are walked once for a directory, however often is asked', () => {
  const view = world()
  let walks = 0
  const counted = <T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> => {
    const copy = new Map(map)
    copy.values = () => {
      walks++
      return Map.prototype.values.call(copy) as MapIterator<T>
    }
    return copy
  }
  const watched = { ...view, subsystems: counted(view.subsystems), services: counted(view.services) }
  const ask = (id: string, state: string) =>
    counterpartsOf(watched, id, state, LATER).map(({ subsystem }) => subsystem.id)
  expect(ask('KW/GOV/MOI', 'OM')).toHaveLength(3)
  const once = walks
  expect(once).toBeGreaterThan(0)
  for (const [id, state] of [
    ['KW/GOV/MOI/traffic', 'OM'],
    ['OM/GOV/MOI', 'KW'],
    ['QA/GOV/MOI/traffic', 'KW'],
  ] as const)
    expect(ask(id, state)).not.toEqual([])
  expect(walks).toBe(once)
})

test('a system is not its own counterpart, and who is not known or shares nothing has none', () => {
  expect(summary('KW/GOV/MOI/traffic', 'KW')).toEqual([])
  expect(summary('OM/GOV/MOI/archive', 'QA')).toEqual([])
  expect(summary('SA/GOV/MOI', 'OM')).toEqual([])
})
