/** Media type of a gateway error. */
export type FaultFormat = 'application/json' | 'text/xml' | 'application/xml'

/** Accept media types that ask for XML, and the one they get. [C] parameters and q play no part. */
const XML: Readonly<Record<string, FaultFormat>> = {
  'text/xml': 'text/xml',
  'application/xml': 'application/xml',
  'text/*': 'text/xml',
}

/**
 * Format of a gateway error by `Accept` (docs/spec/x-road-rest.md §8): the first listed XML type wins, wherever it stands in the list;
 * anything else, and no header at all, gets JSON.
 */
export function faultFormat(accept: string | null): FaultFormat {
  if (accept === null) return 'application/json'
  for (const type of mediaTypes(accept)) {
    const format = Object.hasOwn(XML, type) ? XML[type] : undefined
    if (format !== undefined) return format
  }
  return 'application/json'
}

/** Whether `GET /listClients` answers JSON: only if some item is `application/json`. */
export function wantsJsonList(accept: string | null): boolean {
  return accept !== null && mediaTypes(accept).includes('application/json')
}

function mediaTypes(accept: string): string[] {
  return accept.split(',').map((item) => (item.split(';', 1)[0] as string).trim().toLowerCase())
}

/** RFC 9110 §12.4.2: weight of an item; anything that is not one counts as 1, out of range is clamped. */
function weightOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const match = /^\s*q\s*=\s*([0-9.]+)\s*$/i.exec(parameter)
    if (match === null) continue
    const q = Number(match[1])
    return Number.isNaN(q) ? 1 : Math.min(1, q)
  }
  return 1
}

/**
 * Language of `message` by `Accept-Language` (RFC 9110 §12.5.4): Arabic where it weighs more than English, or as much and
 * stands first. English without a preference, as clients in the field expect.
 */
export function preferredLanguage(acceptLanguage: string | null): 'ar' | 'en' {
  if (acceptLanguage === null) return 'en'
  let best: 'ar' | 'en' = 'en'
  let bestWeight = 0
  for (const item of acceptLanguage.split(',')) {
    const [range = '', ...parameters] = item.split(';')
    const primary = range.trim().toLowerCase().split('-', 1)[0]
    if (primary !== 'ar' && primary !== 'en') continue
    const weight = weightOf(parameters)
    if (weight > bestWeight) {
      best = primary
      bestWeight = weight
    }
  }
  return best
}
