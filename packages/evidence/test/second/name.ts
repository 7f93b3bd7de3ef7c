import { demand, refuse } from './refuse.ts'

/** Identifiers and origins (docs/spec/identifiers.md). */

const RAW = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+$/
/** What `encodeURIComponent` leaves raw and identifiers.md §6 does not. */
const STRICTER = /[!'()*]/g
/** What identifiers.md §3 leaves raw and `encodeURIComponent` does not. */
const RAW_AGAIN = /%(?:24|26|2B|2C|3B|3D|3A|40)/g

function decodePart(part: string, code: string): string {
  demand(RAW.test(part), code, 'a part is empty or has a character that does not belong there')
  try {
    return decodeURIComponent(part)
  } catch {
    return refuse(code, 'escapes that are no UTF-8')
  }
}

const encodePart = (part: string): string => encodeURIComponent(part).replace(RAW_AGAIN, decodeURIComponent)
const escaped = (part: string): string =>
  encodeURIComponent(part).replace(STRICTER, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

/** identifiers.md §2 and §3: `counts` parts, in canonical form. */
export function demandIdentifier(id: string, counts: readonly number[], code: string): string {
  demand(Buffer.byteLength(id) <= 512, code, 'identifier too long')
  const parts = id.split('/')
  demand(counts.includes(parts.length), code, 'not as many parts as it should have')
  demand(parts.map((part) => encodePart(decodePart(part, code))).join('/') === id, code, 'not in canonical form')
  return id
}

/** identifiers.md §4. */
export function demandRegistrable(id: string, count: number, code: string): string {
  demandIdentifier(id, [count], code)
  for (const part of id.split('/').map((one) => decodePart(one, code)))
    demand(/^[A-Za-z0-9'()+,\-.=?]+$/.test(part) && part !== '.' && part !== '..', code, 'cannot be registered')
  demand(!RESERVED.test(id.split('/')[4] ?? ''), code, 'a service that gateways answer themselves')
  return id
}

const RESERVED =
  /^(?:listMethods|allowedMethods|getOpenAPI|getWsdl|getSecurityServer(?:OperationalData|HealthData|Metrics))$/i

export interface Origin {
  readonly text: string
  readonly federation: string
  readonly sender: string
  readonly receiver: string
}

/** identifiers.md §6: an origin, decoded, written again and compared. */
export function parseOrigin(text: string, code: string): Origin {
  demand(Buffer.byteLength(text) <= 200, code, 'origin too long')
  const parts = text.split('/')
  demand(parts.length === 12 && parts[0] === 'rabt' && parts[1] === 'v1', code, 'not the form of an origin')
  const names = parts.slice(2, 11).map((part) => decodePart(part, code))
  demand(
    names.every((name, at) => escaped(name) === parts[at + 2]),
    code,
    'names are not as they would be written',
  )
  const run = /^(?:[0-9]{1,10}b?)\.(0|[1-9][0-9]*)\.[0-9a-f]{16}$/.exec(parts[11] ?? '')
  demand(run !== null && Number(run[1]) <= Number.MAX_SAFE_INTEGER, code, 'no slot, epoch and random')
  const [federation = '', ...rest] = names
  const gateway = (from: number): string =>
    rest
      .slice(from, from + 4)
      .map(encodePart)
      .join('/')
  return { text, federation, sender: gateway(0), receiver: gateway(4) }
}

/** identifiers.md §6: the key name of a gateway for a use. */
export const keyName = (federation: string, gateway: string, use: string): string =>
  ['rabt/v1', escaped(federation), ...gateway.split('/').map((part) => escaped(decodeURIComponent(part))), use].join(
    '/',
  )
