import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type Batch,
  decodeBatch,
  decodeEntry,
  decodeFrame,
  decodeSeal,
  type Entry,
  encodeBatch,
  encodeEntry,
  encodeFrame,
  encodeSeal,
  extractSecrets,
  type Frame,
  formatId,
  formatOrigin,
  type Origin,
  parseClientId,
  parseGatewayId,
  parseOrigin,
  parseRepresentedParty,
  parseRequestHead,
  parseResponseHead,
  parseServiceId,
  requestHash,
  restoreSecrets,
  type Seal,
  sealMessage,
  serialiseRequestHead,
  serialiseResponseHead,
  splitServicePath,
} from '../src/index.ts'
import { codeOf } from './expect-code.ts'
import { entryVectors } from './golden/entries.ts'
import { frameVectors } from './golden/frames.ts'
import { headVectors } from './golden/heads.ts'
import { identifierVectors } from './golden/identifiers.ts'
import { plain, unplain } from './plain.ts'

// The files are what another implementation reads. They were made from an independent construction, and stay equal to it.
const load = <T>(name: string, built: T): T => {
  const file = new URL(`../vectors/${name}.json`, import.meta.url)
  if (process.env.RABT_UPDATE === '1') writeFileSync(file, `${JSON.stringify(built, null, 1)}\n`)
  const read = JSON.parse(readFileSync(file, 'utf8')) as T
  it(`${name}.json is what the independent construction gives`, () => {
    expect(read).toEqual(JSON.parse(JSON.stringify(built)))
  })
  return read
}

const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex')

interface Case {
  readonly title: string
  readonly hex: string
}

const roundTrip = <T>(
  cases: readonly (Case & { readonly value: unknown })[],
  encode: (value: T) => Buffer,
  decode: (bytes: Buffer) => T,
): void => {
  it.each(cases)('$title', ({ hex, value }) => {
    expect(encode(unplain(value) as T).toString('hex')).toBe(hex)
    expect(plain(decode(bytesOf(hex)))).toEqual(value)
  })
}

const refusal = (cases: readonly (Case & { readonly code: string })[], decode: (bytes: Buffer) => unknown): void => {
  it.each(cases)('refuses: $title', ({ hex, code }) => {
    expect(codeOf(() => decode(bytesOf(hex)))).toBe(code)
  })
}

describe('entries', () => {
  const vectors = load('entries', entryVectors())
  roundTrip<Entry>(vectors.accepted, encodeEntry, decodeEntry)
  refusal(vectors.refused, decodeEntry)
})

describe('frames', () => {
  const vectors = load('frames', frameVectors())
  roundTrip<Frame>(vectors.frames, encodeFrame, decodeFrame)
  roundTrip<Batch>(vectors.batches, encodeBatch, decodeBatch)
  roundTrip<Seal>(vectors.seals, encodeSeal, decodeSeal)
  it.each(vectors.sealMessages)('$title', ({ hex, value }) => {
    const { member, origin, count, root } = unplain(value) as Seal & { readonly origin: string }
    expect(sealMessage(member, origin, count, root).toString('hex')).toBe(hex)
  })
  refusal(vectors.refusedFrames, decodeFrame)
  refusal(vectors.refusedBatches, decodeBatch)
  refusal(vectors.refusedSeals, decodeSeal)
})

describe('heads', () => {
  const vectors = load('heads', headVectors())
  roundTrip(vectors.requests, serialiseRequestHead, parseRequestHead)
  roundTrip(vectors.responses, serialiseResponseHead, parseResponseHead)
  refusal(vectors.refusedRequests, parseRequestHead)
  refusal(vectors.refusedResponses, parseResponseHead)
  it.each(vectors.requestHashes)('request hash $title', ({ head, body, hash }) => {
    expect(requestHash(bytesOf(head), body === null ? null : bytesOf(body))).toBe(hash)
  })
  it.each(vectors.secrets)('$title', ({ direction, salt, headers, stored, secrets }) => {
    const pairs = headers as [string, string][]
    const out = extractSecrets(pairs, direction as 'request' | 'response', bytesOf(salt))
    expect(out.headers).toEqual(stored)
    expect(out.secrets.map(({ name, value }) => [name, Buffer.from(value).toString('hex')])).toEqual(secrets)
    expect(restoreSecrets(out.headers, out.secrets, bytesOf(salt))).toEqual(pairs)
  })
})

describe('identifiers', () => {
  const vectors = load('identifiers', identifierVectors())
  const parsers = {
    client: parseClientId,
    service: parseServiceId,
    gateway: parseGatewayId,
    party: parseRepresentedParty,
  }
  const parserOf = (kind: string) => parsers[kind as keyof typeof parsers]
  it.each(vectors.accepted)('$title', ({ kind, raw, id, parts }) => {
    expect(parserOf(kind)(raw)).toEqual({ id, parts })
    expect(formatId(parts)).toBe(id)
    expect(parserOf(kind)(id).id).toBe(id)
  })
  it.each(vectors.refused)('refuses: $title', ({ kind, raw }) => {
    expect(codeOf(() => parserOf(kind)(raw))).toBe('MALFORMED_IDENTIFIER')
  })
  it.each(vectors.paths)('path: $title', ({ raw, service, servicePath, query }) => {
    expect(splitServicePath(raw)).toEqual({ service, servicePath, query })
  })
  it.each(vectors.refusedPaths)('refuses the path: $title', ({ raw, code }) => {
    expect(codeOf(() => splitServicePath(raw))).toBe(code)
  })
  it.each(vectors.origins)('origin: $title', ({ text, value }) => {
    expect(formatOrigin(unplain(value) as Origin)).toBe(text)
    expect(plain(parseOrigin(text))).toEqual(value)
  })
  it.each(vectors.refusedOrigins)('refuses the origin: $title', ({ text }) => {
    expect(codeOf(() => parseOrigin(text))).toBe('NOTE_INVALID')
  })
})
