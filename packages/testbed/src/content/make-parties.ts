import { seeded } from '../agencies/seeded.ts'
import { type StateCode, stateOf } from '../federation/states.ts'
import { AGENCY_KINDS, agencyName } from './agencies.ts'
import { commonOf } from './common.ts'
import { FACTS } from './facts.ts'
import { LAWS } from './laws.ts'

export function makeState(state: StateCode) {
  const { name, authority } = stateOf(state)
  const { portal, week, facts } = FACTS[state]
  const summary = {
    ar: `ما تعرضه ${name.ar} من خدمات ومعلومات. تقود الحكومة الإلكترونية فيها ${authority.ar}.`,
    en: `Services and information of the ${name.en}. Its e-government is led by the ${authority.en}.`,
  }
  return {
    kind: 'state',
    ...commonOf(state, 'state', state.toLowerCase(), 'EGOV', name, summary),
    sectors: ['digital'],
    // Facts with a source each; nothing here is made up.
    sample: false,
    licence: 'CC-BY-4.0',
    state,
    facts,
    ...(portal === undefined ? {} : { portal }),
    week,
    body: [],
  }
}

export function makeAgencies(state: StateCode) {
  return Object.entries(AGENCY_KINDS).map(([kind, { slug, sectors, does }]) => ({
    kind: 'agency',
    ...commonOf(state, 'agency', slug, kind, agencyName(state, kind), does),
    sectors,
    member: `${state}/GOV/${kind}`,
  }))
}

export function makeLaws(state: StateCode) {
  return Object.entries(LAWS).map(([slug, { title, summary, sector }]) => {
    const draw = seeded(state, 'law', slug)
    return {
      kind: 'law',
      ...commonOf(state, 'law', slug, 'MOJ', title, summary),
      sectors: [sector],
      number: String(draw.whole(1, 120)),
      year: draw.whole(1995, 2024),
      body: [],
    }
  })
}
