import { KINDS, type Kind, TENANTS, type Tenant } from '../../record/common.ts'
import { isPrefix, type MetadataPrefix, type Position, readToken } from './token.ts'

/** OAI-PMH 2.0 §3.6. */
export type OaiErrorCode =
  | 'badArgument'
  | 'badResumptionToken'
  | 'badVerb'
  | 'cannotDisseminateFormat'
  | 'idDoesNotExist'
  | 'noRecordsMatch'
  | 'noMetadataFormats'
  | 'noSetHierarchy'

export class OaiError extends Error {
  override readonly name = 'OaiError'
  readonly code: OaiErrorCode
  constructor(code: OaiErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export type OaiRequest =
  | { readonly verb: 'Identify' }
  | { readonly verb: 'ListSets' }
  | { readonly verb: 'ListMetadataFormats'; readonly identifier?: string | undefined }
  | { readonly verb: 'GetRecord'; readonly identifier: string; readonly prefix: MetadataPrefix }
  | { readonly verb: 'ListRecords' | 'ListIdentifiers'; readonly position: Position }

/** What each verb takes: `true` must be there. §4 */
const ARGUMENTS: Readonly<Record<OaiRequest['verb'], Readonly<Record<string, boolean>>>> = {
  Identify: {},
  ListSets: { resumptionToken: false },
  ListMetadataFormats: { identifier: false },
  GetRecord: { identifier: true, metadataPrefix: true },
  ListRecords: { metadataPrefix: true, from: false, until: false, set: false, resumptionToken: false },
  ListIdentifiers: { metadataPrefix: true, from: false, until: false, set: false, resumptionToken: false },
}

/** The request of some arguments. Throws OaiError with the code that the protocol has for what is wrong. */
export function readRequest(args: readonly (readonly [string, string])[]): OaiRequest {
  const names = args.map(([name]) => name)
  const given = new Map(args)
  const verb = given.get('verb')
  if (verb === undefined || names.filter((name) => name === 'verb').length !== 1 || !Object.hasOwn(ARGUMENTS, verb)) {
    throw new OaiError('badVerb', 'one verb of the six is needed')
  }
  const known = ARGUMENTS[verb as OaiRequest['verb']]
  const rest = names.filter((name) => name !== 'verb')
  if (rest.some((name) => !Object.hasOwn(known, name)))
    throw new OaiError('badArgument', 'an argument is unknown for this verb')
  if (new Set(rest).size !== rest.length) throw new OaiError('badArgument', 'an argument is given twice')
  const token = given.get('resumptionToken')
  if (token !== undefined && rest.length > 1) throw new OaiError('badArgument', 'resumptionToken stands alone')
  const missing = Object.keys(known).filter((name) => known[name] === true && !given.has(name))
  if (token === undefined && missing.length > 0) throw new OaiError('badArgument', `missing: ${missing.join(', ')}`)
  switch (verb as OaiRequest['verb']) {
    case 'Identify':
      return { verb: 'Identify' }
    case 'ListSets':
      if (token !== undefined) throw new OaiError('badResumptionToken', 'the sets are one list')
      return { verb: 'ListSets' }
    case 'ListMetadataFormats':
      return { verb: 'ListMetadataFormats', identifier: given.get('identifier') }
    case 'GetRecord':
      return {
        verb: 'GetRecord',
        identifier: given.get('identifier') ?? '',
        prefix: prefixOf(given.get('metadataPrefix')),
      }
    case 'ListRecords':
    case 'ListIdentifiers':
      return { verb: verb as 'ListRecords', position: token === undefined ? first(given) : resumed(token) }
  }
}

function resumed(token: string): Position {
  const position = readToken(token)
  if (position === undefined) throw new OaiError('badResumptionToken', 'this is no resumptionToken of this repository')
  return position
}

function first(given: ReadonlyMap<string, string>): Position {
  const [from, until] = [given.get('from'), given.get('until')]
  // §2.7.1: both have the same granularity, and from is not after until.
  if (from !== undefined && until !== undefined && from.length !== until.length) {
    throw new OaiError('badArgument', 'from and until differ in granularity')
  }
  const range = { from: dateOf(from, 'start'), until: dateOf(until, 'end') }
  if (range.from !== undefined && range.until !== undefined && range.from > range.until) {
    throw new OaiError('badArgument', 'from is after until')
  }
  return { prefix: prefixOf(given.get('metadataPrefix')), ...setOf(given.get('set')), ...range, cursor: 0 }
}

function dateOf(text: string | undefined, edge: 'start' | 'end'): Date | undefined {
  if (text === undefined) return undefined
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text)
  if (!day && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text))
    throw new OaiError('badArgument', 'a date is not of the form YYYY-MM-DDThh:mm:ssZ')
  const full = day ? `${text}T${edge === 'start' ? '00:00:00' : '23:59:59'}Z` : text
  const at = new Date(full)
  // A day that does not exist is moved by Date; then it is not what was said.
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 19) !== full.slice(0, 19)) {
    throw new OaiError('badArgument', 'there is no such day or time')
  }
  return at
}

function prefixOf(name: string | undefined): MetadataPrefix {
  if (name !== undefined && isPrefix(name)) return name
  throw new OaiError('cannotDisseminateFormat', 'the formats are listed by ListMetadataFormats')
}

/** `kind:service`, `state:KW`, `state:KW:service`. */
function setOf(set: string | undefined): { kind?: Kind; tenant?: Tenant } {
  if (set === undefined) return {}
  const [family, name, kind, ...more] = set.split(':')
  const isKind = (it: string | undefined): it is Kind => (KINDS as readonly (string | undefined)[]).includes(it)
  const isTenant = (it: string | undefined): it is Tenant => (TENANTS as readonly (string | undefined)[]).includes(it)
  if (family === 'kind' && isKind(name) && kind === undefined) return { kind: name }
  if (family === 'state' && isTenant(name) && more.length === 0) {
    if (kind === undefined) return { tenant: name }
    if (isKind(kind)) return { tenant: name, kind }
  }
  throw new OaiError('noRecordsMatch', 'there is no such set')
}
