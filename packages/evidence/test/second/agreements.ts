import type { Entry } from './entry.ts'
import {
  BAD,
  bytesOf,
  canonical,
  type Json,
  type JsonObject,
  list,
  members,
  oneOf,
  readJson,
  string,
  whole,
} from './json.ts'
import { sha256 } from './merkle.ts'
import { demandRegistrable } from './name.ts'
import { demand } from './refuse.ts'

/** What states agreed (docs/spec/agreements.md), and under which text a request stood. */

export interface Text {
  readonly id: string
  readonly digest: string
  readonly consumer: JsonObject
  readonly provider: JsonObject
  readonly from: number
  readonly until: number
  readonly stage: string
}
export interface Position {
  readonly state: string
  readonly agreement: string
  readonly digest: string
  readonly position: string
  readonly from: number
}
export interface Agreements {
  readonly texts: readonly Text[]
  readonly positions: readonly Position[]
}

const ID = /^[A-Z]{2,3}\/\d{4}\/[1-9]\d{0,5}$/
const GROUP = /^[A-Z]{2,3}\/[A-Za-z0-9-]{1,64}$/
const METHODS = ['*', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']
const FIVE_YEARS = 1827 * 86_400_000

function match(value: Json | undefined, form: RegExp): string {
  const text = string(value)
  demand(form.test(text), BAD, 'another form')
  return text
}

function line(value: Json | undefined, most: number): void {
  const text = string(value)
  demand(text.length >= 1 && text.length <= most, BAD, 'length of words')
  demand(!/[\u007f-\u009f\u00ad\u200b\u202a-\u202e\u2060-\u2069\ufeff]/.test(text), BAD, 'invisible characters')
}

function decision(value: Json | undefined): void {
  if (value !== null) line(value, 64)
}

const amount = (value: Json | undefined, most: number): void => demand(whole(value, 1) <= most, BAD, 'too much')

/** §5: the party of a text, as its code begins. */
function party(value: Json | undefined, parts: 'consumer' | 'provider'): JsonObject {
  const one = members(value, parts === 'consumer' ? 'group? subsystem?' : 'group? service')
  if (one.group !== undefined) {
    match(one.group, GROUP)
    if (parts === 'provider') demandRegistrable(`GCC/GOV/X/x/${string(one.service)}`, 5, BAD)
    else demand(one.subsystem === undefined, BAD, 'one of the two')
    return one
  }
  demandRegistrable(string(parts === 'consumer' ? one.subsystem : one.service), parts === 'consumer' ? 4 : 5, BAD)
  return one
}

const codeOf = (one: JsonObject): string => string(one.group ?? one.subsystem ?? one.service).split('/')[0] ?? ''

function text(value: Json, author: string): Text {
  const one = members(
    value,
    'consumer decision endpoints from id legalBasis provider purpose quota rate replaces responseFields stage until',
  )
  const id = match(one.id, ID)
  demand(id.startsWith(`${author}/`), BAD, 'text of another author')
  const consumer = party(one.consumer, 'consumer')
  const provider = party(one.provider, 'provider')
  const isCommon = [consumer, provider].some((each) => each.group !== undefined && codeOf(each) === 'GCC')
  const concerns = author === 'GCC' || isCommon || [consumer, provider].some((each) => codeOf(each) === author)
  demand(concerns, BAD, 'text that does not concern its author')
  const endpoints = list(one.endpoints)
  demand(endpoints.length >= 1 && endpoints.length <= 64, BAD, 'endpoints')
  for (const each of endpoints) {
    const { method, path } = members(each, 'method path')
    oneOf(method, METHODS)
    const pattern = string(path)
    demand((pattern === '**' || pattern.startsWith('/')) && pattern.length <= 200, BAD, 'path')
    demand(
      !/[\0-\x20\x7f?#%]|\\(?!\*)|\*\*\*|(?:^|\/)\.\.?(?:\/|$)/.test(pattern) && pattern.isWellFormed(),
      BAD,
      'path',
    )
  }
  const purpose = members(one.purpose, 'ar code en')
  match(purpose.code, /^[a-z][a-z0-9-]{0,63}$/)
  const basis = members(one.legalBasis, 'ar en')
  for (const words of [purpose.ar, purpose.en, basis.ar, basis.en]) line(words, 500)
  decision(one.decision)
  const [from, until] = [whole(one.from), whole(one.until)]
  demand(from < until && until - from <= FIVE_YEARS, BAD, 'from and until')
  if (one.quota !== null) {
    const { requests, per } = members(one.quota, 'per requests')
    amount(requests, 1_000_000_000)
    demand(per === 'day', BAD, 'quota by another span')
  }
  if (one.rate !== null) {
    const { perSecond, burst } = members(one.rate, 'burst perSecond')
    amount(perSecond, 100_000)
    amount(burst, 100_000)
  }
  if (one.responseFields !== null) {
    const fields = list(one.responseFields)
    demand(fields.length >= 1 && fields.length <= 256, BAD, 'response fields')
    for (const field of fields) demand(match(field, /^(?:\/(?:[^~/]|~[01])*)+$/).length <= 256, BAD, 'pointer')
  }
  const stage = oneOf(one.stage, ['candidate', 'trial', 'live'])
  if (one.replaces !== null) demand(match(one.replaces, ID) !== id, BAD, 'replaces itself')
  const digest = sha256(Buffer.from(canonical(value))).toString('hex')
  return { id, digest, consumer, provider, from, until, stage }
}

/** §1. */
export function readAgreements(bytes: Buffer, code: string): Agreements {
  const one = members(readJson(bytes), 'format issued positions state texts version')
  demand(one.format === 'rabt-agreements/1' && one.state === code, BAD, 'another document than should stand there')
  whole(one.version, 1)
  whole(one.issued)
  demand(list(one.texts).length <= 5000 && list(one.positions).length <= 10_000, BAD, 'too many')
  const texts = list(one.texts).map((value) => text(value, code))
  const positions = list(one.positions).map((value): Position => {
    const held = members(value, 'agreement decision digest from position')
    decision(held.decision)
    return {
      state: code,
      agreement: match(held.agreement, ID),
      digest: bytesOf(held.digest, 32).toString('hex'),
      position: oneOf(held.position, ['accepted', 'suspended']),
      from: whole(held.from),
    }
  })
  for (const ids of [texts.map(({ id }) => id), positions.map(({ agreement }) => agreement)])
    demand(new Set(ids).size === ids.length, BAD, 'an agreement twice')
  return { texts, positions }
}

/** What the directory says of the parties. */
export interface Standing {
  readonly agreements: readonly Agreements[]
  /** Groups of each subsystem. */
  readonly groups: ReadonlyMap<string, readonly string[]>
  readonly services: ReadonlySet<string>
  /** Stage of states, by code, and of members. */
  readonly stages: ReadonlyMap<string, string>
}

const ORDER = ['suspended', 'candidate', 'trial', 'live']

/** evidence.md §3: `NO_AGREEMENT`, `AGREEMENT_NOT_SHOWN`, or the digest of the text with what is against it. */
export function agreementOf(view: Standing, { agreement, sender, receiver, service, created }: Entry): string {
  if (agreement === null) return 'NO_AGREEMENT'
  const held = view.agreements.flatMap(({ texts }) => texts).find(({ id }) => id === agreement)
  if (held === undefined) return 'AGREEMENT_NOT_SHOWN'
  const reason = reasonAgainst(view, held, sender, receiver, service ?? '', created)
  return reason === null ? `AGREED ${held.digest}` : `AGREEMENT_NOT_IN_FORCE ${held.digest} ${reason}`
}

function reasonAgainst(
  view: Standing,
  held: Text,
  consumer: string,
  system: string,
  service: string,
  time: number,
): string | null {
  const isIn = (id: string, group: Json | undefined): boolean => (view.groups.get(id) ?? []).includes(String(group))
  const isCaller =
    held.consumer.group === undefined ? held.consumer.subsystem === consumer : isIn(consumer, held.consumer.group)
  const isCalled =
    held.provider.group === undefined
      ? held.provider.service === `${system}/${service}`
      : isIn(system, held.provider.group) &&
        held.provider.service === service &&
        view.services.has(`${system}/${service}`)
  if (!isCaller || !isCalled) return 'parties'
  if (time < held.from) return 'not-yet'
  if (time >= held.until) return 'expired'
  const codes = [consumer, system].map((id) => id.split('/')[0] ?? '')
  const said = codes.map((code) =>
    view.agreements
      .flatMap(({ positions }) => positions)
      .find(
        (one) =>
          one.state === code &&
          one.agreement === held.id &&
          (one.position === 'suspended' || one.digest === held.digest),
      ),
  )
  if (said.some((one) => one?.position === 'suspended')) return 'suspended'
  if (said.includes(undefined)) return 'not-accepted'
  if (said.some((one) => time < (one?.from ?? 0))) return 'not-yet'
  const parties = [consumer, system].flatMap((id) => [id.split('/')[0] ?? '', id.split('/').slice(0, 3).join('/')])
  const lowest = Math.min(
    ...parties.filter((one) => one !== 'GCC').map((one) => ORDER.indexOf(view.stages.get(one) ?? 'suspended')),
  )
  return lowest < ORDER.indexOf(held.stage) ? 'stage' : null
}
