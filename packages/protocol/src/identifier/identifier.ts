import { LIMITS } from '../limits.ts'
import { decodeSegment, encodeSegment, malformedIdentifier } from './segment.ts'

/** `id` is the canonical form, `parts` are decoded. */
export interface Identifier {
  readonly id: string
  readonly parts: readonly string[]
}

const CLIENT_FORM = 'instance/class/member[/subsystem]'
const SERVICE_FORM = 'instance/class/member/subsystem/service'
const GATEWAY_FORM = 'instance/class/member/server'
const PARTY_FORM = '[class/]member'

const parse = (raw: string, min: number, max: number, form: string): Identifier => {
  // Every character of a valid identifier is one byte; the bound also keeps a hostile one out of messages and maps.
  if (raw.length > LIMITS.identifierBytes) throw malformedIdentifier(`${raw.slice(0, 40)}…`, form, 'too long')
  const pieces = raw.split('/')
  if (pieces.length < min || pieces.length > max) throw malformedIdentifier(raw, form)
  const parts: string[] = []
  for (const piece of pieces) {
    const part = decodeSegment(piece)
    if (part === null) throw malformedIdentifier(raw, form)
    parts.push(part)
  }
  return { id: formatId(parts), parts }
}

/** Joins decoded parts to the canonical form. */
export const formatId = (parts: readonly string[]): string => parts.map(encodeSegment).join('/')

/** Parses a member or subsystem identifier: 3 or 4 parts. Throws MALFORMED_IDENTIFIER. */
export const parseClientId = (raw: string): Identifier => parse(raw, 3, 4, CLIENT_FORM)

/** Parses a service identifier: exactly 5 parts. Throws MALFORMED_IDENTIFIER. */
export const parseServiceId = (raw: string): Identifier => parse(raw, 5, 5, SERVICE_FORM)

/** Parses a gateway (X-Road: Security Server) identifier: exactly 4 parts. Throws MALFORMED_IDENTIFIER. */
export const parseGatewayId = (raw: string): Identifier => parse(raw, 4, 4, GATEWAY_FORM)

/** Parses `X-Road-Represented-Party`: 1 or 2 parts. Throws MALFORMED_IDENTIFIER, which does not name the party: it may be a person. */
export const parseRepresentedParty = (raw: string): Identifier => {
  try {
    return parse(raw, 1, 2, PARTY_FORM)
  } catch {
    throw malformedIdentifier('X-Road-Represented-Party', PARTY_FORM)
  }
}

const firstParts = (id: string, count: number, form: string): string => {
  let end = -1
  for (let i = 0; i < count; i++) {
    end = id.indexOf('/', end + 1)
    if (end < 0) {
      if (i === count - 1) return id
      throw malformedIdentifier(id, form)
    }
  }
  return id.slice(0, end)
}

/** Member of a canonical member, subsystem, service or gateway identifier: its first three parts. */
export const memberOf = (id: string): string => firstParts(id, 3, CLIENT_FORM)

/** Subsystem of a canonical service identifier: its first four parts. */
export const subsystemOf = (serviceId: string): string => firstParts(serviceId, 4, SERVICE_FORM)

/** Decoded service code of a canonical service identifier: its fifth part. */
export const serviceCodeOf = (serviceId: string): string => parseServiceId(serviceId).parts[4] as string

/** Whether two canonical identifiers name the same thing: exact and case-sensitive. */
export const idsEqual = (a: string, b: string): boolean => a === b

/** Whether a text is the canonical form of an identifier of `min` to `max` parts. */
export const isCanonicalId = (id: string, min: number, max: number): boolean => {
  if (id.length > LIMITS.identifierBytes) return false
  const pieces = id.split('/')
  if (pieces.length < min || pieces.length > max) return false
  return pieces.every((piece) => {
    const part = decodeSegment(piece)
    return part !== null && encodeSegment(part) === piece
  })
}
