import type { Choices } from '../choices.ts'
import { BOUNDARIES, mutateBytes } from './bytes.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
/** A place in a document whose value can be changed. */
interface Place {
  readonly holder: Json[] | { [key: string]: Json }
  readonly key: string | number
}

const TEXTS = [
  '',
  '\ud800',
  '\u0000',
  '\u202e',
  '../../etc',
  'KW/GOV/MOI',
  'a'.repeat(600),
  '٢٣',
  '9999-99-99T99:99:99Z',
  'http://a:b@c/#',
  '-1',
  '1e400',
  'null',
  '__proto__',
  '*',
  '/**/*',
  '2026-11-24T08:00:00Z',
]
const KEYS = ['__proto__', 'constructor', 'toString', 'extra', '', '\u0000', 'keyids', 'a'.repeat(300)]
const DEPTHS = [2, 31, 33, 500]

function places(value: Json, found: Place[] = []): Place[] {
  if (Array.isArray(value)) {
    value.forEach((item, key) => {
      found.push({ holder: value, key })
      places(item, found)
    })
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      found.push({ holder: value, key })
      places(item, found)
    }
  }
  return found
}

const get = ({ holder, key }: Place): Json => (holder as Record<string | number, Json>)[key] as Json
const set = ({ holder, key }: Place, value: Json): void => {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}
const define = (holder: object, key: string, value: Json): void =>
  void Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })

type Change = (place: Place, choices: Choices, others: readonly Place[]) => void

const CHANGES: readonly Change[] = [
  (place, choices) => set(place, choices.pick(BOUNDARIES)),
  (place, choices) => set(place, choices.pick([-1, 0.5, 1e21, -0, null, true, false, [], {}])),
  (place, choices) => set(place, choices.pick(TEXTS)),
  (place, choices, others) => set(place, structuredClone(others.length === 0 ? null : get(choices.pick(others)))),
  (place) => {
    if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1)
    else delete place.holder[place.key]
  },
  (place, choices) => {
    const value = get(place)
    if (Array.isArray(place.holder))
      place.holder.push(...Array.from({ length: choices.pick([1, 20, 400]) }, () => structuredClone(value)))
    else define(place.holder, choices.pick(KEYS), structuredClone(value))
  },
  (place, choices) => {
    let value = get(place)
    const depth = choices.pick(DEPTHS)
    for (let i = 0; i < depth; i++) value = choices.once(2) ? [value] : { a: value }
    set(place, value)
  },
  (place, choices) => {
    const value = get(place)
    if (typeof value !== 'string') return
    const at = choices.below(value.length + 1)
    const inserted = choices.pick([...TEXTS, String.fromCharCode(choices.below(0x1_0000))])
    set(place, value.slice(0, at) + inserted + value.slice(at + choices.below(2)))
  },
  (place, choices) => {
    const value = get(place)
    if (typeof value === 'number') set(place, value + choices.pick([1, -1, 1000, -1000]))
  },
]

/** The same value in text that strict readers refuse, or read in another way than others. */
const SPELLINGS: readonly ((text: string, choices: Choices) => string)[] = [
  (text) => ` ${text}`,
  (text) => `\ufeff${text}`,
  (text) => text.replace('"', '"\\u0061'),
  (text) => text.replace(/"([a-z_]+)":/, '"$1":0,"$1":'),
  (text) => text.replace(/:(\d+)/, ':$1.0'),
  (text) => text.replace(/:(\d+)/, ':$1e0'),
  (text, choices) => '['.repeat(choices.pick([100, 50_000])) + text,
  (text) => text.replace(/"([A-Za-z0-9/+=]{8,})"/, '"$1="'),
]

/** Keys sorted at every level, no white space: what the directory signs. Other readers take it like any JSON. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, Json>)[key] as Json)}`)
      .join(',')}}`
  return JSON.stringify(value)
}

function parsed(bytes: Uint8Array): Json | undefined {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as Json
  } catch {
    return undefined
  }
}

/** Changes up to three values of a JSON document, or its spelling, or its bytes. */
export function mutateJson(input: Uint8Array, choices: Choices, seeds: readonly Uint8Array[]): Buffer {
  const value = parsed(input)
  if (value === undefined || choices.once(6)) return mutateBytes(input, choices, seeds)
  const others = places(parsed(choices.pick(seeds)) ?? null)
  const times = choices.pick([1, 1, 1, 2, 3])
  for (let i = 0; i < times; i++) {
    const found = places(value)
    if (found.length > 0) choices.pick(CHANGES)(choices.pick(found), choices, others)
  }
  const text = canonical(value)
  return Buffer.from(choices.once(6) ? choices.pick(SPELLINGS)(text, choices) : text, 'utf8')
}
