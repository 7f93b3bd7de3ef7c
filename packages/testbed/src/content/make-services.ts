import { localOf } from '../agencies/local.ts'
import { seeded } from '../agencies/seeded.ts'
import { type StateCode, stateOf } from '../federation/states.ts'
import type { Text } from '../federation/text.ts'
import { AGENCY_KINDS, agencyName } from './agencies.ts'
import { arabicOnly, commonOf } from './common.ts'
import { LAWS } from './laws.ts'
import { PAPERS } from './papers.ts'
import type { ServiceType } from './parse-types.ts'
import { PROCESSES } from './processes.ts'
import { inWordsOf, WORDS } from './words.ts'

const LEVELS = ['information', 'form', 'transaction', 'integrated', 'proactive']
const TIMES: readonly (readonly string[])[] = [
  ['PT5M'],
  ['PT15M', 'PT5M', 'PT30M'],
  ['P1D', 'PT4H', 'P2D'],
  ['P2D', 'P1D', 'P3D'],
  ['P3D', 'P2D', 'P5D'],
  ['P5D', 'P3D', 'P7D'],
  ['P7D', 'P5D', 'P10D'],
  ['P14D', 'P10D', 'P20D'],
]

/** A service of a state: the type in the state's words, with its own fee, time, declared level and channels. */
export function makeService(state: StateCode, type: ServiceType) {
  const draw = seeded(state, type.slug)
  const say = (text: Text): Text => inWordsOf(state, text)
  const agency = AGENCY_KINDS[type.agency]
  const law = LAWS[type.law]
  const process = PROCESSES[type.how]
  if (agency === undefined || law === undefined || process === undefined) throw new RangeError(`codes of ${type.slug}`)
  const [first, ...rest] = process
  const level = type.network === undefined ? near(LEVELS, type.level, draw.whole(0, 9)) : type.level
  const record = {
    kind: 'service',
    ...commonOf(state, 'service', type.slug, type.agency, say(type.title), say(type.summary)),
    keywords: type.keywords,
    sectors: type.sectors,
    agency: `${state}/agency/${agency.slug}`,
    audiences: type.audiences,
    lifeEvents: type.lifeEvents,
    businessEvents: type.businessEvents,
    requirements: type.conditions.map(say),
    inputs: type.papers.map((code) => paper(state, code)),
    steps: [first as Text, ...(type.step === undefined ? [] : [type.step]), ...rest].map(say),
    costs: costs(state, type.fee, draw.whole(0, 4)),
    processingTime: draw.pick(TIMES.find(([usual]) => usual === type.time) ?? [type.time]),
    channels: channels(state, level),
    outputs: [say(type.output)],
    laws: [`${state}/law/${type.law}`],
    complaint: complaint(state, type.agency),
    level,
    ...(type.network === undefined ? {} : { network: `${state}/GOV/${type.agency}/${type.network}` }),
  }
  // About one in seven has no English yet.
  return type.network === undefined && draw.whole(0, 6) === 0 ? arabicOnly(record) : record
}

/** Most states declare the usual level, some one below or above. */
function near(levels: readonly string[], usual: string, drawn: number): string {
  const at = levels.indexOf(usual)
  const moved = drawn === 0 ? at - 1 : drawn === 1 && usual !== 'integrated' ? at + 1 : at
  return levels[Math.min(Math.max(moved, 0), levels.length - 1)] ?? usual
}

function paper(state: StateCode, code: string) {
  const found = PAPERS[code]
  if (found === undefined) throw new RangeError(`no paper ${code}`)
  const { heldBy, ...title } = found
  return { title: inWordsOf(state, title), ...(heldBy === undefined ? {} : { heldBy: `${state}/GOV/${heldBy}` }) }
}

/** From riyals to the state's own money, in round amounts; a state may charge less, or more. */
function costs(state: StateCode, riyals: number, drawn: number) {
  if (riyals === 0) return []
  const { worth, decimals } = localOf(state)
  const own = (riyals * ([0.5, 1, 1, 1, 1.5][drawn] ?? 1)) / worth
  const round = decimals === 3 ? Math.max(0.5, Math.round(own * 2) / 2) : Math.max(5, Math.round(own / 5) * 5)
  return [{ amountMinor: Math.round(round * 10 ** decimals), currency: WORDS[state].currency }]
}

function channels(state: StateCode, level: string) {
  const office = { type: 'office', hours: WORDS[state].hours }
  const web = { type: 'web' }
  const app = { type: 'app', ...(state === 'KW' ? { note: { ar: 'تطبيق «سهل»', en: 'The Sahel app' } } : {}) }
  const byLevel: Readonly<Record<string, readonly { readonly type: string }[]>> = {
    information: [web, { type: 'phone' }],
    form: [office, web],
    transaction: [web, app, office],
    integrated: [web, app, { type: 'device' }, { type: 'network' }],
    proactive: [app, web],
  }
  return byLevel[level] ?? [office]
}

function complaint(state: StateCode, agency: string): Text {
  const { ar, en } = agencyName(state, agency)
  const { authority } = stateOf(state)
  return {
    ar: `تُقدَّم الشكوى إلى ${ar} خلال ثلاثين يومًا، ويُردّ عليها خلال عشرة أيام عمل؛ فإن لم يُردّ فإلى ${authority.ar}.`,
    en: `Complain to the ${en} within thirty days; the answer comes within ten working days. Without an answer, turn to the ${authority.en}.`,
  }
}
