import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Party, positionOn, textOf, worldOf } from '../test/agreements.ts'
import { DAY, NOW } from '../test/federation.ts'
import { coversConsumer, inForce } from './agreement.ts'
import type { AgreementsContent, AgreementText } from './document/agreements.ts'
import type { CheckedView, Stage } from './view.ts'

const KW = 'KW/GOV/MOI/traffic'
const QA = 'QA/GOV/MOI/traffic/violations'
const LATER = NOW + DAY

const accepted = (text: AgreementText): AgreementsContent => ({ texts: [], positions: [positionOn(text)] })
const written = (text: AgreementText): AgreementsContent => ({ texts: [text], positions: [positionOn(text)] })

/** Kuwait wrote a text, and both accepted it. */
const agreed = (change: Partial<AgreementText> = {}, parties: Readonly<Record<string, Party>> = {}): CheckedView => {
  const text = textOf(change)
  return worldOf({
    KW: { agreements: written(text), ...parties.KW },
    QA: { agreements: accepted(text), ...parties.QA },
  })
}

const judge = (view: CheckedView, time = LATER, id = 'KW/2026/17') => {
  const agreement = view.agreements.get(id)
  return agreement === undefined ? 'absent' : inForce(view, agreement, KW, QA, time)
}

describe('a text is in force', () => {
  test('from its beginning to before its end, when both have accepted it', () => {
    const view = agreed({ until: NOW + 2 * DAY })
    expect([NOW - 1, NOW, NOW + 2 * DAY - 1, NOW + 2 * DAY].map((time) => judge(view, time))).toEqual([
      'not-yet',
      null,
      null,
      'expired',
    ])
  })

  test('not while one side has not accepted it, and not before the later acceptance begins', () => {
    const text = textOf()
    expect(judge(worldOf({ KW: { agreements: written(text) }, QA: {} }))).toBe('not-accepted')
    expect(
      judge(worldOf({ KW: { agreements: { texts: [text], positions: [] } }, QA: { agreements: accepted(text) } })),
    ).toBe('not-accepted')
    const from = NOW + 3 * DAY
    const view = agreed({}, { QA: { agreements: { texts: [], positions: [positionOn(text, { from })] } } })
    expect([judge(view, from - 1), judge(view, from)]).toEqual(['not-yet', null])
  })

  test('not when its author has changed it after the other accepted it', () => {
    const view = worldOf({
      KW: { agreements: written(textOf({ endpoints: [{ method: '*', path: '**' }] })) },
      QA: { agreements: accepted(textOf()) },
    })
    expect(judge(view)).toBe('not-accepted')
  })

  test.each(['KW', 'QA'])('not when %s alone suspends it, at once and whatever text it names', (state) => {
    const text = textOf()
    for (const digest of [positionOn(text).digest, positionOn(textOf({ stage: 'trial' })).digest]) {
      const suspension = positionOn(text, { position: 'suspended', digest, from: NOW + 300 * DAY })
      const agreements = { texts: state === 'KW' ? [text] : [], positions: [suspension] }
      expect(judge(agreed({}, { [state]: { agreements } }))).toBe('suspended')
    }
  })

  test.each<[Stage, AgreementText['stage'], string | null]>([
    ['candidate', 'candidate', null],
    ['candidate', 'trial', 'stage'],
    ['trial', 'trial', null],
    ['trial', 'live', 'stage'],
    ['live', 'live', null],
  ])('of a %s party, when it applies from %s on: %s', (stage, lowest, expected) => {
    expect(judge(agreed({ stage: lowest }, { QA: { stage, agreements: accepted(textOf({ stage: lowest })) } }))).toBe(
      expected,
    )
    expect(judge(agreed({ stage: lowest }, { KW: { member: stage } }))).toBe(expected)
  })

  test.each<[string, Readonly<Record<string, Party>>]>([
    ['state', { QA: { stage: 'suspended' } }],
    ['member', { QA: { member: 'suspended' } }],
  ])('not for a %s that is suspended, whose services are not found either', (_, parties) => {
    const view = agreed(
      { stage: 'candidate' },
      { QA: { agreements: accepted(textOf({ stage: 'candidate' })), ...parties.QA } },
    )
    expect(view.services.has(QA)).toBe(false)
    expect(judge(view)).not.toBeNull()
  })

  test('within one state by that state alone', () => {
    const text = textOf({ provider: { service: 'KW/GOV/MOI/traffic/violations' } })
    const view = worldOf({ KW: { agreements: written(text) } })
    const [agreement] = view.agreementsFor('KW/GOV/MOI/traffic/violations')
    if (agreement === undefined) throw new Error('no agreement is listed')
    expect(inForce(view, agreement, KW, 'KW/GOV/MOI/traffic/violations', LATER)).toBeNull()
  })

  test('of the organisation, for the two states that accede, though it has accepted nothing itself', () => {
    const group = 'GCC/traffic'
    const text = textOf({ id: 'GCC/2017/1', consumer: { group }, provider: { group, service: 'violations' } })
    const party = { groups: [group], agreements: accepted(text) }
    const view = worldOf({
      GCC: { agreements: { texts: [text], positions: [] } },
      KW: party,
      QA: party,
      SA: { groups: [group] },
    })
    const [agreement] = view.agreementsFor(QA)
    if (agreement === undefined) throw new Error('no agreement is listed')
    expect(agreement.author).toBe('GCC')
    expect(inForce(view, agreement, KW, QA, LATER)).toBeNull()
    expect(inForce(view, agreement, KW, 'SA/GOV/MOI/traffic/violations', LATER)).toBe('not-accepted')
  })

  test('of an office of the organisation by the stage of its member, since the organisation has none', () => {
    const text = textOf({ id: 'GCC/2026/1', consumer: { subsystem: 'GCC/GOV/MOI/traffic' } })
    const view = worldOf({ GCC: { agreements: written(text) }, QA: { agreements: accepted(text) } })
    const [agreement] = view.agreementsFor(QA)
    if (agreement === undefined) throw new Error('no agreement is listed')
    expect(inForce(view, agreement, 'GCC/GOV/MOI/traffic', QA, LATER)).toBeNull()
  })
})

test('a text of a group covers who is in it, and no subsystem of that name', () => {
  const group = 'GCC/traffic'
  const view = agreed(
    { consumer: { group } },
    { KW: { groups: [group], agreements: written(textOf({ consumer: { group } })) } },
  )
  const agreement = view.agreements.get('KW/2026/17')
  if (agreement === undefined) throw new Error('no agreement is listed')
  expect(
    [KW, 'QA/GOV/MOI/traffic', group, 'OM/GOV/MOI/traffic'].map((id) => coversConsumer(view, agreement, id)),
  ).toEqual([true, false, false, false])
})

test('texts are found by service, by name and by group, those that begin last first', () => {
  const group = 'GCC/traffic'
  const texts = [
    textOf({ id: 'KW/2025/1', from: NOW - DAY }),
    textOf({ id: 'KW/2026/1', provider: { group, service: 'violations' } }),
    textOf({ id: 'KW/2026/2', provider: { group, service: 'licences' } }),
    textOf({ id: 'KW/2026/3', provider: { group: 'GCC/customs', service: 'violations' } }),
  ]
  const view = worldOf({
    KW: { agreements: { texts, positions: [] } },
    QA: { groups: [group] },
    SA: { groups: [group] },
  })
  const ids = (service: string) => view.agreementsFor(service).map((one) => one.id)
  expect(ids(QA)).toEqual(['KW/2026/1', 'KW/2025/1'])
  expect(ids('SA/GOV/MOI/traffic/violations')).toEqual(['KW/2026/1'])
  expect(ids('KW/GOV/MOI/traffic/violations')).toEqual([])
})

test.each<[string, Uint8Array]>([
  ['is not JSON', Buffer.from('{')],
  [
    'is of another state',
    Buffer.from('{"format":"rabt-agreements/1","issued":1,"positions":[],"state":"SA","texts":[],"version":1}'),
  ],
])('a document that %s takes out what its state wrote and accepted, and nothing else', (_, bytes) => {
  const mine = textOf()
  const other = textOf({ id: 'SA/2026/1', consumer: { subsystem: 'SA/GOV/MOI/traffic' } })
  const QATAR = { texts: [], positions: [positionOn(mine), positionOn(other)] }
  const view = worldOf({ KW: { bytes }, SA: { agreements: written(other) }, QA: { agreements: QATAR } })
  expect([...view.agreements.keys()]).toEqual(['SA/2026/1'])
  expect(view.agreementsFor(QA).map((one) => inForce(view, one, 'SA/GOV/MOI/traffic', QA, LATER))).toEqual([null])
  expect(view.services.has('KW/GOV/MOI/traffic/violations')).toBe(true)
  expect(view.issues).toEqual([
    expect.objectContaining({ place: 'kw/registry/agreements.json', code: 'DIRECTORY_INVALID' }),
  ])
  const blind = worldOf({ KW: { agreements: written(mine) }, QA: { bytes } })
  expect(judge(blind)).toBe('not-accepted')
})

test('a document below the version seen before fails closed', () => {
  const text = textOf()
  const parties = { KW: { agreements: written(text) }, QA: { agreements: accepted(text) } }
  const view = worldOf(parties, new Map([['qa/registry/agreements.json', 2]]))
  expect(judge(view)).toBe('not-accepted')
  expect(view.issues).toEqual([
    { place: 'qa/registry/agreements.json', code: 'DIRECTORY_ROLLBACK', reason: 'version 1 after 2' },
  ])
})

/** Every sentence of the rule, read one by one. */
interface World {
  readonly from: number
  readonly life: number
  readonly lowest: AgreementText['stage']
  readonly time: number
  readonly isSameState: boolean
  readonly sides: readonly {
    readonly stage: Stage
    readonly member: Stage
    readonly position: 'none' | 'accepted' | 'suspended'
    readonly isThisText: boolean
    readonly from: number
    readonly isReadable: boolean
  }[]
}

const model = ({ from, life, lowest, time, isSameState, sides }: World): boolean => {
  const order = ['candidate', 'trial', 'live']
  const [author, other] = sides
  if (author === undefined || other === undefined || !author.isReadable) return false
  if (author.stage === 'suspended') return false
  if (!(from <= time && time < from + life)) return false
  return (isSameState ? [author] : [author, other]).every(
    (side) =>
      side.isReadable &&
      order.indexOf(side.stage) >= order.indexOf(lowest) &&
      order.indexOf(side.member) >= order.indexOf(lowest) &&
      side.position === 'accepted' &&
      side.isThisText &&
      side.from <= time,
  )
}

test('the rule of force is what its sentences say, one by one', () => {
  const stage = fc.constantFrom<Stage>('candidate', 'trial', 'live', 'live', 'live', 'suspended')
  const side = fc.record({
    stage,
    member: stage,
    position: fc.constantFrom<World['sides'][number]['position']>(
      'none',
      'accepted',
      'accepted',
      'accepted',
      'suspended',
    ),
    isThisText: fc.constantFrom(true, true, true, false),
    from: fc.constantFrom(0, 0, 0, 2, 4, 6),
    isReadable: fc.constantFrom(true, true, true, true, false),
  })
  const world: fc.Arbitrary<World> = fc.record({
    from: fc.integer({ min: 0, max: 6 }),
    life: fc.integer({ min: 1, max: 6 }),
    lowest: fc.constantFrom<AgreementText['stage']>('candidate', 'trial', 'live'),
    time: fc.integer({ min: 0, max: 12 }),
    isSameState: fc.boolean(),
    sides: fc.tuple(side, side),
  })
  let held = 0
  fc.assert(
    fc.property(world, (input) => {
      const service = input.isSameState ? 'KW/GOV/MOI/traffic/violations' : QA
      const text = textOf({
        from: input.from,
        until: input.from + input.life,
        stage: input.lowest,
        provider: { service },
      })
      const [first, second] = input.sides.map((one, index): Party => {
        const named = one.isThisText ? text : { ...text, decision: 'another' }
        const positions = one.position === 'none' ? [] : [positionOn(named, { position: one.position, from: one.from })]
        const agreements = { texts: index === 0 ? [text] : [], positions }
        const { stage, member } = one
        return { stage, member, agreements, ...(one.isReadable ? {} : { bytes: Buffer.from('{}') }) }
      })
      const view = worldOf({ KW: first ?? {}, QA: second ?? {} })
      const agreement = view.agreements.get(text.id)
      const isHeld = agreement !== undefined && inForce(view, agreement, KW, service, input.time) === null
      expect(isHeld).toBe(model(input))
      if (isHeld) held += 1
    }),
    { numRuns: 2000 },
  )
  // Both answers were met often enough to mean something.
  expect(held).toBeGreaterThan(20)
})
