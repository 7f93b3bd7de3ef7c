import {
  decodeBatch,
  decodeEntry,
  decodeFrame,
  decodeSeal,
  encodeBatch,
  encodeEntry,
  encodeFrame,
  encodeSeal,
  extractSecrets,
  filterHeaders,
  formatId,
  formatOrigin,
  type Identifier,
  isCanonicalId,
  isHeaderValue,
  isToken,
  memberOf,
  parseClientId,
  parseGatewayId,
  parseOrigin,
  parseRepresentedParty,
  parseRequestHead,
  parseResponseHead,
  parseServiceId,
  registrableProblem,
  restoreSecrets,
  serialiseRequestHead,
  serialiseResponseHead,
  serviceCodeOf,
  splitServicePath,
  subsystemOf,
  uuidFromString,
} from '@rabt/protocol'
import { latin1, type Parser, parser, utf8 } from '../parser.ts'

const SALT = Buffer.alloc(32, 7)

/** Identifiers may come in several spellings; the one that is kept must be a fixed point and read back to the same parts. */
function settled(parse: (text: string) => Identifier, text: string): Identifier {
  const { id, parts } = parse(text)
  const again = parse(id)
  if (again.id !== id || again.parts.join('\n') !== parts.join('\n') || formatId(parts) !== id)
    throw new Error('the canonical form is not one')
  if (!isCanonicalId(id, parts.length, parts.length)) throw new Error('the canonical form is not recognised')
  registrableProblem(parts)
  return again
}

const identifiers: readonly Parser[] = [
  parser({ name: 'client-id', format: 'text', read: (input) => memberOf(settled(parseClientId, latin1(input)).id) }),
  parser({
    name: 'service-id',
    format: 'text',
    read: (input) => {
      const { id } = settled(parseServiceId, latin1(input))
      return [memberOf(id), subsystemOf(id), serviceCodeOf(id)]
    },
  }),
  parser({ name: 'gateway-id', format: 'text', read: (input) => settled(parseGatewayId, utf8(input)) }),
  parser({ name: 'represented-party', format: 'text', read: (input) => settled(parseRepresentedParty, latin1(input)) }),
  parser({
    name: 'service-path',
    format: 'text',
    read: (input) => {
      const target = latin1(input)
      const { service, servicePath, query } = splitServicePath(target)
      if (!isCanonicalId(service, 5, 5)) throw new Error('service is not canonical')
      // The rest travels byte for byte.
      const rest = servicePath + (query === null ? '' : `?${query}`)
      if (!target.endsWith(rest) || !(servicePath === '' || servicePath.startsWith('/')))
        throw new Error('rest changed')
    },
  }),
  parser({
    name: 'origin',
    format: 'text',
    read: (input) => parseOrigin(utf8(input)),
    write: (origin) => Buffer.from(formatOrigin(origin)),
  }),
  parser({
    name: 'uuid',
    format: 'text',
    read: (input) => uuidFromString(latin1(input).toLowerCase()),
  }),
]

const heads: readonly Parser[] = [
  parser({
    name: 'request-head',
    format: 'text',
    read: (input) => {
      const head = parseRequestHead(input)
      filterHeaders(head.headers)
      return head
    },
    write: serialiseRequestHead,
  }),
  parser({ name: 'response-head', format: 'text', read: parseResponseHead, write: serialiseResponseHead }),
  parser({
    name: 'secrets',
    format: 'cbor',
    // A peer's frame says which values stand for which lines: what is put back must be a header line again.
    read: (input) => {
      const frame = decodeFrame(input)
      if (frame.type !== 'batch') return
      for (const list of frame.secrets.values()) {
        const lines = list.map(({ name, value }) => [name, Buffer.from(value).toString('latin1')] as const)
        const { headers } = extractSecrets(lines, 'request', SALT)
        for (const [name, value] of restoreSecrets(headers, list, SALT))
          if (isToken(name) && !isHeaderValue(value)) throw new Error('a secret that is no header value was put back')
      }
    },
  }),
]

const encodings: readonly Parser[] = [
  parser({ name: 'entry', format: 'cbor', share: 4, read: decodeEntry, write: encodeEntry }),
  parser({ name: 'batch', format: 'cbor', share: 2, read: decodeBatch, write: encodeBatch }),
  parser({ name: 'frame', format: 'cbor', share: 3, read: decodeFrame, write: encodeFrame }),
  parser({ name: 'seal', format: 'cbor', read: decodeSeal, write: encodeSeal }),
]

export const PROTOCOL: readonly Parser[] = [...identifiers, ...heads, ...encodings]
